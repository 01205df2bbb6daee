import numpy as np
import pytest
import torch

from netwright.contracts import VOID, Task
from netwright.measures.segmentation import segments
from netwright.models import UNet
from netwright.tasks import ImageToImage

SIDES = (32, 64)


def of_masks(**more):
    given = {"classes": ("sky", "road", "tree"), "mean": (100.0,) * 3, "std": (50.0,) * 3}
    return ImageToImage(**{"sides": SIDES, "channels": 3, "width": 0.25, **given, **more})


def of_pictures(**more):
    given = {"made": 3, "mean": (100.0,), "std": (50.0,)}
    return ImageToImage(**{"sides": SIDES, "channels": 1, "width": 0.25, **given, **more})


def stored(task, n=4, seed=0):
    rng = np.random.default_rng(seed)
    arrays = {"picture": rng.integers(0, 256, (n, task.channels, *SIDES)).astype(np.uint8)}
    if task.made:
        arrays["wanted"] = rng.integers(0, 256, (n, task.made, *SIDES)).astype(np.uint8)
    else:
        mask = rng.integers(0, len(task.classes), (n, *SIDES))
        arrays["mask"] = np.where(rng.random(mask.shape) < 0.1, VOID, mask).astype(np.uint8)
    return arrays


def batch(task, **more):
    return {name: torch.from_numpy(array) for name, array in stored(task, **more).items()}


TASKS = [
    of_masks(),
    of_masks(network="unet:resnet18", up="resize", class_weights=(1.0, 2.0, 3.0)),
    of_masks(augment="flip+rotate", boundary="road"),
    of_pictures(),
    of_pictures(distance="mse", augment="altflip+crop:4"),
    of_pictures(adversarial=0.01),
]


@pytest.mark.parametrize("task", TASKS, ids=range(len(TASKS)))
def test_a_step_and_an_evaluation_go_through(task):
    assert isinstance(task, Task)
    torch.manual_seed(0)
    model, given = task.model(), batch(task)
    draws = torch.rand(4, task.draws) if task.draws else None
    prepared = task.prepare(given, draws)
    output = model.train()(*(prepared[name] for name in task.inputs))
    loss = task.loss(output, prepared)
    loss.backward()
    assert loss.shape == ()
    assert all(p.grad is not None for p in model.parameters())
    with torch.no_grad():
        prepared = task.prepare(given)
        output = model.eval()(*(prepared[name] for name in task.inputs))
        assert task.loss(output, prepared).isfinite()
    answer = task.combine(output).float().numpy()
    arrays = {name: array.numpy() for name, array in given.items()}
    scores = task.measures(answer, arrays)
    assert task.goal.measure in scores
    assert scores.keys() == task.trivial(arrays, arrays).keys()
    assert task.losses(answer, arrays).shape == (4,)
    assert len(task.answers(answer)) == 4
    assert ImageToImage(**task.settings()) == task


def test_masks_go_where_their_pictures_go():
    """The mask says where the picture is bright; so it does after flips, turns and crops."""
    task = of_masks(augment="flip+affine", classes=("dark", "bright"))
    mask = torch.zeros(3, *SIDES, dtype=torch.uint8)
    mask[:, 8:24, 10:40] = 1
    given = {"picture": (mask * 255).unsqueeze(1).repeat(1, 3, 1, 1), "mask": mask}
    torch.manual_seed(0)
    moved = task.prepare(given, torch.rand(3, task.draws))
    known = moved["mask"] != VOID
    bright = moved["picture"][:, 0] > (127.5 - 100) / 50
    agree = (bright == (moved["mask"] == 1))[known].float().mean()
    assert agree > 0.98
    assert not torch.equal(moved["mask"], mask)


@pytest.mark.parametrize("augment", ["flip", "altflip+crop:4", "affine"])
def test_wanted_pictures_go_where_their_pictures_go(augment):
    task = of_pictures(augment=augment, made=1, mean=(127.5,), std=(127.5,))
    picture = batch(task, n=3)["picture"]
    torch.manual_seed(0)
    moved = task.prepare({"picture": picture, "wanted": picture}, torch.rand(3, task.draws))
    torch.testing.assert_close(moved["wanted"], moved["picture"], atol=0.02, rtol=0)


def test_pictures_come_back_on_the_scale_of_pictures():
    task = of_pictures()
    given = batch(task)
    assert torch.equal(task.combine(task.prepare(given)["wanted"]).round().byte(), given["wanted"])
    assert task.combine(torch.full((1, 3, 1, 1), 2.0)).max() == 255


def test_who_asks_for_an_answer_need_not_know_it():
    task = of_pictures(adversarial=0.01)
    given = batch(task)
    model = task.model().eval()
    alone = task.prepare({"picture": given["picture"]})
    with torch.no_grad():
        y = model(*(alone[name] for name in task.inputs))
        both = task.prepare(given)
        torch.testing.assert_close(y, model(*(both[name] for name in task.inputs)))


def test_the_trivial_answer_is_the_usual_mask_and_the_middle_picture():
    task = of_masks()
    arrays = stored(task)
    arrays["mask"][:, :16], arrays["mask"][:, 16:] = 0, 2
    assert task.trivial(arrays, arrays)["miou"] == 1.0
    made = of_pictures()
    arrays = stored(made)
    same = np.broadcast_to(np.median(arrays["wanted"], axis=0), arrays["wanted"].shape)
    expected = np.abs(same - arrays["wanted"]).mean()
    assert made.trivial(arrays, arrays)["mae"] == pytest.approx(expected)


def test_regions_are_scored_where_a_class_parts_them():
    task = of_masks(classes=("wall", "cell"), boundary="wall")
    mask = np.ones((1, *SIDES), dtype=np.uint8)
    mask[:, :, 30] = 0
    joined = mask.copy()
    joined[0, 10, 30] = 1
    assert segments(mask[0] > 0).max() == 2
    right = task.measures(mask.astype(np.float32), {"mask": mask})
    wrong = task.measures(joined.astype(np.float32), {"mask": mask})
    assert right["rand_error"].value == 0.0
    assert wrong["rand_error"].value > 0.3
    assert wrong["pixel_accuracy"].value > 0.999


def test_wrong_pixels_are_shares_of_the_known_ones():
    task = of_masks()
    mask = np.zeros((2, *SIDES), dtype=np.uint8)
    mask[0, 0, :], mask[1] = VOID, VOID
    answer = np.zeros((2, *SIDES), dtype=np.float32)
    answer[0, :2] = 1.0
    assert task.losses(answer, {"mask": mask}) == pytest.approx([1 / 31, 0.0])


def test_answers_are_shares_of_classes():
    task = of_masks()
    answer = np.zeros((1, *SIDES), dtype=np.float32)
    answer[0, :8] = 2.0
    assert task.answers(answer) == [{"shares": {"sky": 0.75, "tree": 0.25}}]


def test_goals_and_networks():
    assert (of_masks().goal.measure, of_masks().goal.best) == ("miou", "max")
    assert (of_pictures().goal.measure, of_pictures().goal.best) == ("mae", "min")
    model = of_masks(width=1.0).model()
    assert isinstance(model, UNet)
    assert model.stride <= 32
    assert of_masks(network="unet:mobilenet-v2").model().stride == 32
