"""Data made ready, beside scikit-learn, scipy, torch, and netwright's own feeding of a training."""

import numpy as np
import torch
from scipy.stats import loguniform
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from torch.nn import functional
from torch.utils.data import BatchSampler

from netwright.contracts import Examples
from netwright.models import TableEmbedding, TableInput
from netwright.randomness import permutation
from netwright.reference.preparation import (
    batch_size_rule,
    even_batches,
    log_uniform,
    mel,
    mini_batches,
    one_hot,
    scale_pictures,
    spectrogram,
    standardise,
    unit_rows,
)
from netwright.tasks import (
    ImageClassification,
    TableClassification,
    TableRegression,
    channel_statistics,
    target_statistics,
)
from netwright.training import Feed, steps_in_epoch
from twins.harness import ROUNDING, Twin, by_torch, by_value

EXACT = "whole numbers"
FLOAT32 = "the fast path prepares in float32"


def _pixels(rng):
    """Pictures as rows: a pixel is an example, a channel a column."""
    channels = int(rng.choice([1, 3]))
    train = rng.integers(0, 256, size=(rng.integers(2, 12), channels))
    if rng.random() < 0.3:
        train[:, 0] = 7
    x = rng.integers(0, 256, size=(rng.integers(1, 9), channels))
    return {"train": train.astype(np.float64), "x": x.astype(np.float64)}


def _channel_statistics(train, x):
    side, channels = 8, train.shape[1]
    statistics = channel_statistics(train.astype(np.uint8)[:, :, None, None])
    task = ImageClassification(classes=("a", "b"), side=side, channels=channels, **statistics)
    pictures = torch.tensor(x.astype(np.uint8))[:, :, None, None]
    return task.prepare({"picture": pictures})["picture"][:, :, 0, 0].numpy()


def _targets(rng):
    train = rng.normal(1e3, 20.0, size=(rng.integers(2, 12), 1))
    return {"train": train, "x": rng.normal(1e3, 20.0, size=(rng.integers(1, 9), 1))}


def _target_statistics(train, x):
    task = TableRegression(numbers=1, sizes=(), **target_statistics(train[:, 0], log=False))
    return task.prepare({"target": torch.tensor(x[:, 0])})["target"][:, None].numpy()


def _flags(labels, classes):
    embedding = TableEmbedding(TableInput(numbers=0, sizes=(classes,)))
    return embedding(torch.zeros(len(labels), 0), torch.tensor(labels)[:, None]).numpy()


def _encoder(labels, classes):
    encoder = OneHotEncoder(categories=[range(classes)], sparse_output=False)
    return encoder.fit_transform(labels[:, None])


def _straight_lines(pictures, mean, form):
    """Each form as a straight line through two points, drawn by ``np.interp``."""
    ends = {"unit": (0.0, 1.0), "signed": (-1.0, 1.0), "centred": (0.0, 1.0)}[form]
    y = np.interp(pictures, (0.0, 255.0), ends)
    if form == "centred":
        y -= np.interp(mean, (0.0, 255.0), (0.0, 1.0)).reshape(1, -1, 1, 1)
    return y


class Epoch:
    """An epoch of the fast path, whose order comes from a seed."""

    def case(self, rng):
        """The order of that seed."""
        self.seed, n = int(rng.integers(2**31)), int(rng.integers(1, 80))
        order = permutation(self.seed, "order", n)
        return {"order": order, "batch_size": int(rng.integers(1, 20))}

    def run(self, order, batch_size):
        """The rows that each step takes."""
        n = len(order)
        arrays = {
            "numbers": np.zeros((n, 1), dtype=np.float32),
            "categories": np.zeros((n, 0), dtype=np.int64),
            "label": np.zeros(n, dtype=np.int64),
        }
        task = TableClassification(classes=("a", "b"), numbers=1, sizes=(), network="logistic")
        feed = Feed(
            task,
            Examples(arrays, {"train": np.arange(n)}),
            batch_size=batch_size,
            seed=self.seed,
            device=torch.device("cpu"),
        )
        return [feed.example_rows(step) for step in range(feed.steps)]


EPOCH = Epoch()


def _sampled(order, batch_size):
    return list(BatchSampler(order.tolist(), batch_size, drop_last=False))


def _nearest_power(examples, wish):
    """Try the four powers one after the other."""
    if not examples > 2_000:
        return examples
    return min((64, 128, 256, 512), key=lambda b: max(b / wish, wish / b))


def _stft(samples, window, hop):
    spectrum = torch.stft(
        torch.tensor(samples),
        n_fft=window,
        hop_length=hop,
        window=torch.hann_window(window, periodic=True, dtype=torch.float64),
        center=False,
        return_complex=True,
    )
    return spectrum.abs().square().T.numpy()


def _bands(power, rate, bands, lowest, highest):
    """One band after the other, each triangle drawn by ``np.interp`` through its three corners."""
    to_mel, bins = 1127 * np.log1p(np.array([lowest, highest]) / 700), power.shape[1]
    corners = 700 * np.expm1(np.linspace(*to_mel, bands + 2) / 1127)
    frequencies = np.fft.rfftfreq(2 * (bins - 1), 1 / rate)
    triangles = [
        np.interp(frequencies, corners[b : b + 3], (0.0, 1.0, 0.0), left=0.0, right=0.0)
        for b in range(bands)
    ]
    return np.einsum("ik,bk->ib", power, triangles)


def _quantiles(uniform, low, high, near_one):
    """A quantile of scipy's distribution; near one, of the distance from it, seen backwards."""
    if near_one:
        return 1 - loguniform(1 - high, 1 - low).ppf(1 - uniform)
    return loguniform(low, high).ppf(uniform)


ROWS = [
    Twin(
        reference=standardise,
        other=StandardScaler,
        run=by_value(lambda train, x: StandardScaler().fit(train).transform(x)),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=standardise,
        other=channel_statistics,
        name="ImageClassification.prepare",
        run=by_value(_channel_statistics),
        tolerance=1e-6,
        because=FLOAT32,
        case=_pixels,
    ),
    Twin(
        reference=standardise,
        other=target_statistics,
        name="TableRegression.prepare",
        run=by_value(_target_statistics),
        tolerance=1e-6,
        because=FLOAT32,
        case=_targets,
    ),
    Twin(
        reference=scale_pictures,
        other=np.interp,
        run=by_value(_straight_lines),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=one_hot,
        other=functional.one_hot,
        run=by_value(lambda labels, classes: functional.one_hot(torch.tensor(labels), classes)),
        tolerance=0.0,
        because=EXACT,
    ),
    Twin(
        reference=one_hot,
        other=OneHotEncoder,
        run=by_value(_encoder),
        tolerance=0.0,
        because=EXACT,
    ),
    Twin(
        reference=one_hot,
        other=TableEmbedding,
        name="TableEmbedding's flags",
        run=by_value(_flags),
        tolerance=0.0,
        because=EXACT,
    ),
    Twin(
        reference=mini_batches,
        other=BatchSampler,
        run=by_value(_sampled),
        tolerance=0.0,
        because=EXACT,
    ),
    Twin(
        reference=even_batches,
        other=Feed,
        run=by_value(EPOCH.run),
        tolerance=0.0,
        because=EXACT,
        case=EPOCH.case,
    ),
    Twin(
        reference=even_batches,
        other=steps_in_epoch,
        run=by_value(lambda order, batch_size: steps_in_epoch(len(order), batch_size)),
        tolerance=0.0,
        because=EXACT,
        answer=len,
    ),
    Twin(
        reference=batch_size_rule,
        other=min,
        name="min by the ratio",
        run=by_value(_nearest_power),
        tolerance=0.0,
        because=EXACT,
    ),
    Twin(
        reference=spectrogram,
        other=torch.stft,
        run=by_value(_stft),
        tolerance=1e-12,
        because="float64 on both sides, another FFT",
    ),
    Twin(
        reference=mel,
        other=np.interp,
        run=by_value(_bands),
        tolerance=1e-11,
        because="2595 log10 or 1127 ln: a factor moves no corner; torch has no mel scale",
    ),
    Twin(
        reference=log_uniform,
        other=loguniform,
        name="loguniform.ppf",
        run=by_value(_quantiles),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=unit_rows,
        other=functional.normalize,
        run=by_torch(lambda x: functional.normalize(x, dim=1)),
        tolerance=1e-12,
        because=ROUNDING,
    ),
]
