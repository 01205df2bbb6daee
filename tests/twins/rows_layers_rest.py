"""Batch normalisation, dropout, embeddings and waves, beside torch and the fast path."""

import numpy as np
import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional

from netwright.models import KeyedDropout, TableEmbedding, TableInput, Waves
from netwright.models._dropout import POOL
from netwright.models._embeddings import BENT, ONE_HOT, VECTOR, WAVES
from netwright.randomness import generator, key
from netwright.reference.layers import (
    batch_norm,
    batch_norm_inference,
    dropout,
    embedding,
    running_statistics,
    table_embedding,
    waves,
)
from twins.harness import ROUNDING, Twin, by_torch

SEED, LAYER = 5, 1


def _batch_norm(x, gain, bias, eps):
    return functional.batch_norm(x, None, None, gain, bias, training=True, eps=eps)


def _batch_norm_inference(x, gain, bias, mean, variance, eps):
    return functional.batch_norm(x, mean.detach(), variance.detach(), gain, bias, eps=eps)


def _running_statistics(arguments):
    """What a layer of torch has kept after one batch."""
    x = torch.tensor(arguments["x"])
    kind = nn.BatchNorm1d if x.ndim == 2 else nn.BatchNorm2d
    layer = kind(x.shape[1], momentum=arguments["momentum"], dtype=torch.float64)
    layer.running_mean.copy_(torch.tensor(arguments["mean"]))
    layer.running_var.copy_(torch.tensor(arguments["variance"]))
    layer.train()(x)
    return layer.running_mean.numpy(), layer.running_var.numpy()


def _dropout_of_torch(x, uniform, share):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(x.numel())
        return functional.dropout(x, share)


def _case_of_torch(rng):
    """Uniform numbers that make the mask torch draws with the number of units as its seed."""
    given = dropout.example(rng)
    x, share = given["x"], given["share"]
    kept = _dropout_of_torch(torch.ones(x.shape, dtype=torch.float64), None, share).numpy() > 0
    low, high = np.where(kept, share, 0.0), np.where(kept, 1.0, share)
    return given | {"uniform": rng.uniform(low, high)}


def _keyed_dropout(x, uniform, share):
    """The step is the number of units: a function of what both sides know."""
    layer = KeyedDropout(share, layer=LAYER)
    layer.seek(SEED, x.numel())
    return layer(x)


def _case_of_keyed(rng):
    """The uniform numbers the fast path reads: a stretch of its pool, which goes round."""
    given = dropout.example(rng)
    count = given["x"].size
    pool = generator(SEED, "dropout pool").random(POOL, dtype="float32")
    places = (key(SEED, "dropout", LAYER, count) + np.arange(count)) % POOL
    uniform = pool[places].astype(np.float64).reshape(given["x"].shape)
    # a share that float32 has exactly, since the fast path compares in float32
    return given | {"uniform": uniform, "share": float(rng.choice([0.0, 0.125, 0.375, 0.5, 0.75]))}


def _embedding(table, tokens):
    return functional.embedding(tokens, table)


def _waves(numbers, **weights):
    return functional_call(Waves(numbers.shape[1]), weights, (numbers,))


def _case_of_waves(rng):
    """As many waves and bends as the fast path has."""
    n, d = (int(size) for size in rng.integers(1, 4, size=2))
    return {
        "numbers": rng.normal(size=(n, d)),
        "frequency": 0.5 * rng.normal(size=(d, WAVES)),
        "phase": rng.uniform(-np.pi, np.pi, size=(d, WAVES)),
        "mix": rng.normal(size=(d, WAVES, BENT)),
        "bias": rng.normal(size=(d, BENT)),
    }


def _waves_alone(numbers, frequency, phase, mix, bias):
    """One number after the other, by plain products."""
    parts = [
        torch.cos(2 * torch.pi * torch.outer(numbers[:, j], frequency[j]) + phase[j]) @ mix[j]
        + bias[j]
        for j in range(numbers.shape[1])
    ]
    return torch.cat(parts, dim=1)


def _table_embedding(numbers, few, many, vectors, flags, **of_waves):
    shape = TableInput(numbers=numbers.shape[1], sizes=(flags, len(vectors)))
    weights = {f"waves.{name}": weight for name, weight in of_waves.items()}
    weights |= {"tables.0.weight": vectors}
    codes = torch.stack([few, many], dim=1)
    return functional_call(TableEmbedding(shape), weights, (numbers, codes))


def _case_of_table(rng):
    """Few and many as the fast path tells them apart."""
    given = _case_of_waves(rng)
    n = len(given["numbers"])
    flags, v = int(rng.integers(1, ONE_HOT + 1)), int(rng.integers(ONE_HOT + 1, ONE_HOT + 9))
    return given | {
        "few": rng.integers(flags, size=n),
        "many": rng.integers(v, size=n),
        "vectors": rng.normal(size=(v, VECTOR)),
        "flags": flags,
    }


def _table_alone(numbers, few, many, vectors, flags, **of_waves):
    parts = [numbers, _waves_alone(numbers, **of_waves), functional.one_hot(few, flags)]
    return torch.cat([*parts, functional.embedding(many, vectors)], dim=1)


ROWS = [
    Twin(
        reference=batch_norm,
        other=functional.batch_norm,
        run=by_torch(_batch_norm),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=batch_norm_inference,
        other=functional.batch_norm,
        run=by_torch(_batch_norm_inference),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=running_statistics,
        other=nn.BatchNorm2d,
        run=_running_statistics,
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=dropout,
        other=functional.dropout,
        run=by_torch(_dropout_of_torch),
        tolerance=1e-12,
        because=ROUNDING,
        case=_case_of_torch,
    ),
    Twin(
        reference=dropout,
        other=KeyedDropout,
        run=by_torch(_keyed_dropout),
        tolerance=1e-7,
        because="the fast path keeps 1 / (1 - p) in float32: half a step of it is 6e-8",
        case=_case_of_keyed,
    ),
    Twin(
        reference=embedding,
        other=functional.embedding,
        run=by_torch(_embedding),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=waves,
        other=Waves,
        run=by_torch(_waves),
        tolerance=1e-12,
        because=ROUNDING,
        case=_case_of_waves,
    ),
    Twin(
        reference=waves,
        other=torch.cos,
        run=by_torch(_waves_alone),
        tolerance=1e-12,
        because=ROUNDING,
    ),
    Twin(
        reference=table_embedding,
        other=TableEmbedding,
        run=by_torch(_table_embedding),
        tolerance=1e-12,
        because=ROUNDING,
        case=_case_of_table,
    ),
    Twin(
        reference=table_embedding,
        other=functional.one_hot,
        run=by_torch(_table_alone),
        tolerance=1e-12,
        because=ROUNDING,
    ),
]
