import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netwright.contracts import Task
from netwright.errors import SettingError
from netwright.randomness import generator
from netwright.tasks import ImageClassification, channel_statistics
from netwright.tasks._augment import DRAWS

GREY = {"classes": ("a", "b", "c"), "side": 8, "channels": 1, "mean": (30.0,), "std": (20.0,)}
COLOUR = {**GREY, "channels": 3, "mean": (30.0, 90.0, 120.0), "std": (20.0, 50.0, 4.0)}


def stored(channels=1, side=8, count=5):
    draws = generator(0, "stored", channels, side)
    return {
        "picture": torch.tensor(
            draws.integers(0, 256, (count, channels, side, side), dtype=np.uint8)
        ),
        "label": torch.tensor(draws.integers(0, 3, count)),
    }


@pytest.mark.parametrize("settings", [GREY, COLOUR])
def test_prepare_is_x_less_mean_over_std(settings):
    task, batch = ImageClassification(**settings), stored(settings["channels"])
    before = batch["picture"].clone()
    found = task.prepare(batch)
    mean, std = (np.reshape(settings[name], (1, -1, 1, 1)) for name in ("mean", "std"))
    expected = (batch["picture"].numpy().astype(np.float64) - mean) / std
    assert found["picture"].dtype == torch.float32
    np.testing.assert_allclose(found["picture"], expected, rtol=1e-5, atol=1e-5)
    assert found["label"] is batch["label"]
    assert torch.equal(batch["picture"], before), "the stored pictures must not change"


def test_without_draws_nothing_is_augmented():
    task = ImageClassification(**{**GREY, "augment": "shift+affine+flip"})
    plain = ImageClassification(**GREY)
    assert torch.equal(task.prepare(stored())["picture"], plain.prepare(stored())["picture"])


@pytest.mark.parametrize("settings", [GREY, COLOUR])
@pytest.mark.parametrize("augment", ["none", "shift", "flip", "shift+flip"])
def test_neutral_draws_change_nothing(settings, augment):
    batch = stored(settings["channels"])
    task = ImageClassification(**{**settings, "augment": augment})
    found = task.prepare(batch, torch.full((5, DRAWS), 0.5))
    assert torch.equal(found["picture"], ImageClassification(**settings).prepare(batch)["picture"])


@pytest.mark.parametrize("augment", ["shift", "affine", "flip", "affine+flip"])
def test_other_draws_do(augment):
    batch = stored(3)
    task = ImageClassification(**{**COLOUR, "augment": augment})
    found = task.prepare(batch, torch.full((5, DRAWS), 0.1))
    assert not torch.allclose(found["picture"], task.prepare(batch)["picture"])


def test_affine_moves_already_so_shift_beside_it_is_left_out():
    batch, draws = stored(), torch.rand(5, DRAWS)
    found = [
        ImageClassification(**{**GREY, "augment": augment}).prepare(batch, draws)["picture"]
        for augment in ("affine", "shift+affine")
    ]
    assert torch.equal(*found)


def test_numbers_are_asked_for_where_they_are_used():
    assert ImageClassification(**GREY).draws == 0
    assert ImageClassification(**{**GREY, "augment": "flip"}).draws == DRAWS


def test_it_is_a_task_and_its_network_fits():
    task = ImageClassification(**COLOUR, network="resnet", width=0.5)
    assert isinstance(task, Task)
    batch = task.prepare(stored(3))
    output = task.model()(*(batch[name] for name in task.inputs))
    assert output.shape == (5, 3)
    assert (task.goal.measure, task.goal.best) == ("accuracy", "max")
    assert task.combine(output) is output


@pytest.mark.parametrize("smoothing", [0.0, 0.2])
def test_the_loss_is_smoothed_cross_entropy(smoothing):
    task, batch = ImageClassification(**GREY, smoothing=smoothing), stored()
    logits = torch.randn(5, 3, dtype=torch.float64)
    z = logits.numpy()
    logs = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    truth = (1 - smoothing) * np.eye(3)[batch["label"].numpy()] + smoothing / 3
    expected = -(truth * logs).sum(axis=1).mean()
    assert float(task.loss(logits, batch)) == pytest.approx(expected, rel=1e-10)


def test_scores_and_answers_are_those_of_classes():
    task, logits = ImageClassification(**GREY), np.eye(3)[[0, 1, 1]] * 4
    arrays = {"label": np.array([0, 1, 2])}
    assert task.measures(logits, arrays)["accuracy"].value == pytest.approx(2 / 3)
    assert task.losses(logits, arrays).argmax() == 2
    assert task.trivial({"label": np.array([2, 2, 0])}, arrays)["accuracy"] == pytest.approx(1 / 3)
    assert [answer["label"] for answer in task.answers(logits)] == ["a", "b", "b"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"side": 7}, "side must be 8 to 1024 pixels; got 7"),
        ({"side": 1025}, "side must be 8 to 1024 pixels"),
        ({"channels": 2}, r"channels must be 1 \(grey\) or 3 \(RGB\); got 2"),
        ({"mean": (1.0, 2.0)}, r"mean must be 1 numbers, and std too; got \(1\.0, 2\.0\)"),
        ({"std": ()}, "mean must be 1 numbers, and std too"),
        ({"std": (0.0,)}, r"std must be above 0; got \(0\.0,\)"),
        ({"std": (float("nan"),)}, "std must be above 0"),
        ({"std": (float("inf"),)}, "std must be above 0"),
        ({"classes": ("a",)}, "classes must be 2 or more different names"),
        ({"network": "os.system"}, "model must be one of the "),
        ({"augment": "spin"}, "augment must be none, or shift, affine, flip; got 'spin'"),
        ({"augment": "shift+none"}, "augment must be none, or shift, affine, flip"),
        ({"augment": ""}, "augment must be none, or shift, affine, flip"),
    ],
)
def test_settings_that_cannot_work_are_an_error(changed, words):
    with pytest.raises(SettingError, match=words):
        ImageClassification(**{**GREY, **changed})


@given(
    count=st.integers(1, 6),
    channels=st.sampled_from([1, 3]),
    side=st.integers(1, 9),
    top=st.integers(1, 256),
)
def test_channel_statistics_are_numpys(count, channels, side, top):
    draws = generator(0, "statistics", count, channels, side, top)
    pictures = draws.integers(0, top, (count, channels, side, side), dtype=np.uint8)
    found = channel_statistics(pictures)
    flat = pictures.transpose(1, 0, 2, 3).reshape(channels, -1).astype(np.float64)
    np.testing.assert_allclose(found["mean"], flat.mean(axis=1), rtol=1e-12)
    deviations = np.where(flat.std(axis=1) > 1e-3, flat.std(axis=1), 1.0)
    np.testing.assert_allclose(found["std"], deviations, rtol=1e-6, atol=1e-6)


def test_a_constant_channel_has_deviation_1_and_blocks_add_up():
    pictures = np.full((5000, 3, 2, 2), 7, np.uint8)
    pictures[:, 1] = np.arange(5000, dtype=np.uint8).reshape(-1, 1, 1)
    found = channel_statistics(pictures)
    assert found["mean"][0] == 7.0
    assert found["std"][0] == found["std"][2] == 1.0
    assert found["mean"][1] == pytest.approx(pictures[:, 1].mean())
    assert found["std"][1] == pytest.approx(pictures[:, 1].std())
    ImageClassification(**{**GREY, "channels": 3, **found})
