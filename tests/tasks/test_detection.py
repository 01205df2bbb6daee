import dataclasses
import math

import numpy as np
import pytest
import torch

from netwright.contracts import Examples, Task
from netwright.errors import SettingError
from netwright.randomness import generator
from netwright.tasks import Detection
from netwright.tasks._augment_mosaic import DRAWS

PLAIN = {
    "classes": ("dot", "bar"), "side": 64, "channels": 3, "mean": (60.0,) * 3, "std": (40.0,) * 3,
    "anchors": ((10.0, 10.0), (24.0, 8.0)),
}  # fmt: skip
ALL = "crop:8+flip+brightness:0.2"


def stored(count=6, seed=0):
    """Bright dots and bars on dark noise; up to two of each in a picture."""
    rng = generator(seed, "drawn boxes")
    pictures = rng.integers(0, 90, (count, 3, 64, 64)).astype(np.uint8)
    boxes = np.zeros((count, 4, 4), dtype=np.float32)
    labels = np.full((count, 4), -1, dtype=np.int64)
    for i in range(count):
        for slot in range(int(rng.integers(1, 5))):
            label = slot % 2
            w, h = ((10, 10), (24, 8))[label] + rng.integers(-2, 3, 2)
            x, y = rng.integers(0, 64 - w), rng.integers(0, 64 - h)
            pictures[i, :, y : y + h, x : x + w] = 250 if label else 170
            boxes[i, slot], labels[i, slot] = (x, y, x + w, y + h), label
    crowd = np.zeros(labels.shape, dtype=bool)
    return {"picture": pictures, "boxes": boxes, "box_label": labels, "box_crowd": crowd}


def batch(**more):
    return {name: torch.from_numpy(array) for name, array in stored(**more).items()}


def test_it_is_a_task_and_its_settings_make_it_again():
    task = Detection(**PLAIN, augment=ALL, mosaic=0.5)
    assert isinstance(task, Task)
    assert Detection(**task.settings()) == task
    assert task.goal.measure == "map50"
    assert task.draws == Detection(**PLAIN, augment=ALL).draws + DRAWS
    assert Detection(**PLAIN).draws == 0


def test_without_draws_pictures_are_normalised_and_boxes_stay():
    given = batch()
    found = Detection(**PLAIN, augment=ALL, mosaic=1.0).prepare(given)
    wanted = (given["picture"].double() - 60) / 40
    torch.testing.assert_close(found["picture"].double(), wanted, rtol=0, atol=1e-5)
    assert found["boxes"] is given["boxes"]
    assert given["picture"].dtype == torch.uint8


def test_with_draws_boxes_follow_and_crowds_are_gone():
    given = batch()
    given["box_crowd"][:, 0] = True
    task = Detection(**PLAIN, augment="flip")
    found = task.prepare(given, torch.zeros(6, 1))  # all are mirrored
    assert "box_crowd" not in found
    assert (found["box_label"][:, 0] == -1).all()
    real = found["box_label"] >= 0
    mirrored = given["boxes"][real][:, [2, 1, 0, 3]]
    mirrored[:, [0, 2]] = 64 - mirrored[:, [0, 2]]
    torch.testing.assert_close(found["boxes"][real], mirrored)


def test_four_in_one_are_moved_and_coloured_too():
    task = Detection(**PLAIN, augment=ALL, mosaic=1.0)
    draws = torch.rand(6, task.draws, generator=torch.Generator().manual_seed(0))
    found = task.prepare(batch(), draws)
    assert found["picture"].shape == (6, 3, 64, 64)
    assert found["boxes"].shape == (6, 16, 4)
    torch.manual_seed(0)
    with torch.no_grad():
        assert math.isfinite(float(task.loss(task.model()(found["picture"]), found)))


def test_what_is_found_is_scored_answered_and_weighed():
    task, arrays = Detection(**PLAIN), stored()
    perfect = np.concatenate([
        arrays["boxes"], np.full((6, 4, 1), 0.9), arrays["box_label"][..., None],
    ], axis=2)  # fmt: skip
    scores = task.measures(perfect, arrays)
    assert scores["map50"].value == scores["map"].value == 1.0
    assert task.losses(perfect, arrays).tolist() == [0.0] * 6
    shown = task.answers(perfect)[0]["boxes"]
    assert len(shown) == (arrays["box_label"][0] >= 0).sum()
    assert shown[0] == {
        "label": "dot", "score": pytest.approx(0.9),
        "box": [float(corner) for corner in arrays["boxes"][0, 0]],
    }  # fmt: skip
    perfect[..., 4] = 0.1  # below the score that is shown
    assert task.answers(perfect)[0] == {"boxes": []}
    assert set(task.losses(perfect, arrays)) == {1.0}


def test_crowds_are_not_judged():
    task, arrays = Detection(**PLAIN), stored()
    arrays["box_crowd"][:] = True
    nothing = np.full((6, 2, 6), -1.0)
    assert task.losses(nothing, arrays).tolist() == [0.0] * 6


def test_the_trivial_boxes_have_every_measure():
    arrays = stored(count=30)
    task = Detection(**PLAIN)
    trivial = task.trivial(arrays, arrays)
    assert set(trivial) == set(task.measures(np.full((30, 1, 6), -1.0), arrays))
    assert 0 < trivial["map50"] < 0.7


def test_it_combines_maps_to_rows_and_looks_once():
    task = Detection(**PLAIN)
    torch.manual_seed(0)
    found = task.combine(task.model().eval()(task.prepare(batch())["picture"]))
    assert found.shape == (6, 100, 6)
    assert task.views(batch()) == ()
    assert task.doubtful(found).tolist() == [False] * 6


def trained(task, *, pictures, steps, rate=5e-3):
    """A plain loop; the network, and the loss of every step."""
    torch.manual_seed(0)
    network, losses = task.model(), []
    optimiser = torch.optim.AdamW(network.parameters())
    train = batch(count=pictures)
    for step in range(steps):
        optimiser.param_groups[0]["lr"] = rate * min(1, (step + 1) / 20) * (1 - step / steps)
        rows = (torch.arange(16) + 16 * step) % pictures
        prepared = task.prepare({name: tensor[rows] for name, tensor in train.items()})
        optimiser.zero_grad()
        loss = task.loss(network(prepared["picture"]), prepared)
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    return network.eval(), losses


def test_a_few_steps_bring_the_loss_down():
    _, losses = trained(Detection(**PLAIN, width=0.25), pictures=16, steps=30)
    assert losses[-1] < 0.75 * losses[0]


@pytest.mark.slow
def test_a_short_training_finds_what_is_drawn():
    """40 s: 240 steps on 256 pictures of 64 pixels, where objects may hide each other."""
    task = Detection(**PLAIN, width=0.5)
    network, _ = trained(task, pictures=256, steps=240)
    fresh = stored(count=24, seed=1)
    with torch.no_grad():
        pictures = task.prepare({"picture": torch.from_numpy(fresh["picture"])})["picture"]
        found = task.combine(network(pictures)).numpy()
    examples = Examples(fresh, {"train": np.arange(24)})
    arrays = examples.take(np.arange(24), task.targets)
    trivial = task.trivial(stored(count=256), arrays)["map50"]
    assert task.measures(found, arrays)["map50"].value > max(0.6, 3 * trivial)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"classes": ()}, r"classes must be 1 or more different names; got \(\)"),
        ({"classes": ("a", "a")}, "classes must be 1 or more different names"),
        ({"side": 72}, "side must be a multiple of 16 from 64 to 1280 pixels; got 72"),
        ({"side": 1296}, "side must be a multiple of 16 from 64 to 1280 pixels; got 1296"),
        ({"channels": 2}, r"channels must be 1 \(grey\) or 3 \(RGB\); got 2"),
        ({"mean": (1.0,)}, "mean must be 3 numbers, and std too"),
        ({"std": (1.0, 0.0, 1.0)}, "std must be above 0"),
        ({"network": "convnet"}, "model must be a network that gives boxes: yolo; got 'convnet'"),
        ({"mosaic": 1.5}, r"mosaic must be a share from 0 to 1; got 1\.5"),
        ({"overlap": -0.5}, r"overlap must be a share from 0 to 1; got -0\.5"),
        ({"score": math.nan}, "score must be a share from 0 to 1; got nan"),
        ({"augment": "mixup"}, "augment must be without mixup for boxes; got 'mixup'"),
        ({"augment": "flip+cutmix"}, "augment must be without cutmix for boxes"),
        ({"augment": "colour"}, "colour_axes must be 9 numbers where augment has colour"),
        ({"anchors": ((3.0, -1.0),)}, "anchors must be widths and heights above 0"),
    ],
)
def test_settings_that_cannot_work_are_refused(change, words):
    with pytest.raises(SettingError, match=words):
        Detection(**{**PLAIN, **change})


def test_it_cannot_be_changed_after_it_was_checked():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Detection(**PLAIN).side = 32
