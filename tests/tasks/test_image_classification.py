import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netwright.contracts import Task
from netwright.errors import SettingError
from netwright.randomness import generator
from netwright.tasks import ImageClassification, channel_statistics, colour_axes

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


@pytest.mark.parametrize("settings", [GREY, COLOUR])
def test_a_picture_is_prepared_to_equal_bits_whatever_stands_beside_it(settings):
    task, batch = ImageClassification(**settings), stored(settings["channels"])
    whole = task.prepare(batch)["picture"]
    for row in range(len(whole)):
        alone = task.prepare({name: rows[row : row + 1] for name, rows in batch.items()})
        assert torch.equal(alone["picture"][0], whole[row])


def test_without_draws_nothing_is_augmented():
    task = ImageClassification(**{**GREY, "augment": "shift+affine+flip"})
    plain = ImageClassification(**GREY)
    assert torch.equal(task.prepare(stored())["picture"], plain.prepare(stored())["picture"])


@pytest.mark.parametrize("settings", [GREY, COLOUR])
@pytest.mark.parametrize("augment", ["none", "shift", "flip", "shift+flip"])
def test_neutral_draws_change_nothing(settings, augment):
    batch = stored(settings["channels"])
    task = ImageClassification(**{**settings, "augment": augment})
    found = task.prepare(batch, torch.full((5, task.draws), 0.5))
    assert torch.equal(found["picture"], ImageClassification(**settings).prepare(batch)["picture"])


@pytest.mark.parametrize("augment", ["shift", "affine", "flip", "affine+flip", "crop:2+mixup"])
def test_other_draws_do(augment):
    batch = stored(3)
    task = ImageClassification(**{**COLOUR, "augment": augment})
    found = task.prepare(batch, torch.full((5, task.draws), 0.1))
    assert not torch.allclose(found["picture"], task.prepare(batch)["picture"])


def test_affine_moves_already_so_shift_beside_it_is_left_out():
    batch, draws = stored(), torch.rand(5, 7)
    found = [
        ImageClassification(**{**GREY, "augment": augment}).prepare(batch, numbers)["picture"]
        for augment, numbers in (("affine", draws[:, 2:]), ("shift+affine", draws))
    ]
    assert torch.equal(*found)


def test_numbers_are_asked_for_where_they_are_used():
    assert ImageClassification(**GREY).draws == 0
    assert ImageClassification(**{**GREY, "augment": "flip"}).draws == 1
    assert ImageClassification(**{**GREY, "augment": "crop+mixup+flip"}).draws == 5
    assert ImageClassification(**{**GREY, "augment": "crop+mixup+flip"}).alternating == ()
    assert ImageClassification(**{**GREY, "augment": "crop+mixup+altflip"}).alternating == (0,)


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
        ({"augment": "spin"}, "augment must be none, or some of flip, altflip, vflip, shift"),
        ({"augment": "shift+none"}, "augment must be none, or some of flip.*; got 'none'"),
        ({"augment": ""}, "augment must be none, or some of flip, altflip, vflip, shift"),
        ({"augment": "crop:5"}, "augment must be crop:0 to crop:4 for pictures of 8 pixels"),
        ({"augment": "saturation"}, "augment must be without saturation for grey pictures"),
        ({"tta": "always"}, "tta must be none, doubtful or all; got 'always'"),
        ({"colour_axes": (1.0, 2.0)}, "colour_axes must be 9 numbers where augment has colour"),
        ({"colour_axes": (float("nan"),) * 9}, "colour_axes must be 9 numbers"),
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


def test_colour_needs_the_axes_of_the_training_pictures():
    pictures = generator(0, "axes").integers(0, 256, (40, 3, 8, 8), dtype=np.uint8)
    with pytest.raises(SettingError, match=r"colour_axes must be 9 numbers.*; got \(\)"):
        ImageClassification(**{**COLOUR, "augment": "colour"})
    task = ImageClassification(**COLOUR, augment="colour", colour_axes=colour_axes(pictures))
    batch = {"picture": torch.from_numpy(pictures), "label": torch.zeros(40, dtype=torch.int64)}
    found = task.prepare(batch, torch.rand(40, task.draws))["picture"]
    change = (found - task.prepare(batch)["picture"]).flatten(2)
    assert (change.std(dim=2) < 1e-3).all(), "one step for a whole picture"
    assert change.abs().max() > 0.01


@given(count=st.integers(1, 5), side=st.integers(1, 9), seed=st.integers(0, 99))
def test_colour_axes_are_those_of_the_covariance(count, side, seed):
    draws = generator(seed, "axes", count, side)
    mixing = draws.random((3, 3))
    colours = np.einsum("nchw,kc->nkhw", draws.random((count, 3, side, side)), mixing) * 85
    pictures = colours.clip(0, 255).astype(np.uint8)
    axes = np.reshape(colour_axes(pictures), (3, 3))
    flat = pictures.transpose(1, 0, 2, 3).reshape(3, -1).astype(np.float64)
    np.testing.assert_allclose(axes.T @ axes, np.cov(flat, bias=True), rtol=1e-6, atol=1e-6)
    lengths = np.linalg.norm(axes, axis=1)
    assert (np.diff(lengths) <= 1e-9).all()
    for axis in axes:
        assert axis[np.abs(axis).argmax()] >= 0
    if lengths.min() > 1e-6:
        right = axes / lengths[:, None]
        np.testing.assert_allclose(right @ right.T, np.eye(3), atol=1e-8)


def test_blocks_add_up_to_the_axes_of_all():
    pictures = generator(0, "blocks").integers(0, 256, (5000, 3, 2, 2), dtype=np.uint8)
    flat = pictures.transpose(1, 0, 2, 3).reshape(3, -1).astype(np.float64)
    axes = np.reshape(colour_axes(pictures), (3, 3))
    np.testing.assert_allclose(axes.T @ axes, np.cov(flat, bias=True), rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("augment", ["mixup:1", "cutmix:1"])
def test_the_loss_of_mixed_pictures_is_the_weighted_sum(augment, smoothing, members):
    task = ImageClassification(**COLOUR, augment=augment, smoothing=smoothing)
    torch.manual_seed(0)
    batch = task.prepare(stored(3), torch.rand(5, task.draws))
    logits = torch.randn(5, members, 3, dtype=torch.float64)
    z = logits.numpy()
    logs = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    share = batch["share"].numpy()[:, None]
    truth = share * np.eye(3)[batch["label"]] + (1 - share) * np.eye(3)[batch["label_b"]]
    truth = (1 - smoothing) * truth + smoothing / 3
    expected = -(truth[:, None] * logs).sum(axis=2).mean()
    output = logits if members > 1 else logits[:, 0]
    assert float(task.loss(output, batch)) == pytest.approx(expected, rel=1e-6)
    assert share.min() > 0
    assert share.max() < 1


def test_views_follow_the_augmentation_of_the_training():
    for augment, count in (("none", 2), ("crop", 2), ("flip+crop", 5), ("altflip", 5)):
        task = ImageClassification(**COLOUR, augment=augment, tta="all")
        batch = task.prepare(stored(3))
        views = task.views(batch)
        assert len(views) == count
        for view in views:
            assert view["picture"].shape == batch["picture"].shape
            assert view["label"] is batch["label"]
        assert not ImageClassification(**COLOUR, augment=augment).views(batch)


def test_views_of_grey_pictures_are_black_outside():
    task = ImageClassification(**GREY, tta="all")
    white = task.prepare({"picture": torch.full((1, 1, 8, 8), 255, dtype=torch.uint8)})
    up, down = (view["picture"][0, 0] for view in task.views(white))
    assert (up[0] == -1.5).all()  # (0 - 30) / 20
    assert (down[-1] == -1.5).all()
    assert (up[1:, 1:] == (255 - 30) / 20).all()


def test_doubt_begins_below_a_probability_of_nine_tenths():
    logits = torch.log(torch.tensor([[0.91, 0.05, 0.04], [0.89, 0.06, 0.05], [0.3, 0.3, 0.4]]))
    for tta, rows in (("none", []), ("doubtful", [1, 2]), ("all", [0, 1, 2])):
        found = ImageClassification(**GREY, tta=tta).doubtful(logits + 7)
        assert found.dtype == torch.bool
        assert found.nonzero().flatten().tolist() == rows
