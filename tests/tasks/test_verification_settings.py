import numpy as np
import pytest
import torch

from netwright.contracts import Examples
from netwright.errors import SettingError
from netwright.tasks import Verification
from netwright.tasks._verification_settings import MARGINS

BASE = {"people": ("a", "b", "c"), "side": 16, "channels": 1, "mean": (80.0,), "std": (60.0,)}


def make(**changed):
    return Verification(**{**BASE, "width": 0.25, "dims": 8, **changed})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"people": ("a",)}, "people must be 2 or more different names; got"),
        ({"people": ("a", "a")}, "people must be 2 or more different names; got"),
        ({"side": 7}, "side must be 8 to 1024 pixels; got 7"),
        ({"channels": 2}, r"channels must be 1 \(grey\) or 3 \(RGB\); got 2"),
        ({"mean": (1.0, 2.0)}, "mean must be 1 numbers, and std too; got"),
        ({"std": (0.0,)}, "std must be above 0; got"),
        ({"dims": 1}, "dims must be 2 to 4096 numbers; got 1"),
        ({"objective": "tripplet"}, "objective must be one of margin, triplet, contrastive, siam"),
        ({"margin": -0.1}, "margin must be a number, 0 or more; got -0.1"),
        ({"scale": 0.0}, "scale must be a number above 0; got 0"),
        ({"angle": 2.0}, r"angle must be radians from 0 to 1\.5; got 2"),
        ({"each": 1}, "each must be 2 or more pictures of a person; got 1"),
        ({"threshold": float("inf")}, "threshold must be a finite number; got inf"),
        (
            {"members": 2, "objective": "siamese"},
            "members must be 1 where the objective is siamese",
        ),
        ({"tta": "some"}, "tta must be none, doubtful or all; got 'some'"),
        ({"augment": "mixup"}, "augment must be without mixup: a mixture of two people is nobody"),
        ({"augment": "flip+cutmix"}, "augment must be without cutmix: a mixture"),
        ({"colour_axes": (1.0,)}, "colour_axes must be 9 numbers where augment has colour; got"),
        ({"network": "convnett"}, "model must be one of"),
    ],
)
def test_what_cannot_work_is_refused(changed, words):
    with pytest.raises(SettingError, match=words):
        make(**changed)


def test_colour_needs_the_axes():
    three = {"channels": 3, "mean": (80.0,) * 3, "std": (60.0,) * 3, "augment": "colour"}
    with pytest.raises(SettingError, match="colour_axes must be 9 numbers"):
        make(**three)
    assert make(**three, colour_axes=(1.0,) * 9).draws == 3


def test_the_goal_is_a_low_equal_error_rate():
    assert (make().goal.measure, make().goal.best) == ("eer", "min")


def examples():
    labels = np.repeat(np.arange(8), 6)
    pictures = np.zeros((48, 1, 16, 16), dtype=np.uint8)
    rows = np.arange(12, 48)  # people 2 to 7
    return Examples({"picture": pictures, "label": labels}, {"train": rows})


@pytest.mark.parametrize("objective", MARGINS)
def test_only_losses_of_pairs_want_people_in_batches(objective):
    order = make(objective=objective, each=3).order(examples(), seed=0, epoch=0)
    if objective == "margin":
        assert order is None
        return
    assert sorted(order.tolist()) == list(range(36))
    labels = examples().arrays["label"][12:][order]
    assert (labels.reshape(-1, 3) == labels[::3, None]).all()


def test_pictures_are_normalised_and_augmented():
    task = make(augment="flip+affine")
    batch = {"picture": torch.full((2, 1, 16, 16), 140, dtype=torch.uint8), "label": torch.ones(2)}
    plain = task.prepare(batch)
    torch.testing.assert_close(plain["picture"], torch.ones(2, 1, 16, 16))
    moved = task.prepare(batch, torch.rand(2, task.draws))
    assert moved["picture"].shape == (2, 1, 16, 16)
    assert moved["label"] is batch["label"]
    assert task.alternating == ()


@pytest.mark.parametrize(("augment", "count"), [("none", 2), ("flip", 5)])
def test_further_views_are_made_where_asked_for(augment, count):
    batch = {"picture": torch.randn(3, 1, 16, 16)}
    assert make(augment=augment).views(batch) == ()
    assert not make().doubtful(torch.zeros(3, 8)).any()
    task = make(augment=augment, tta="all")
    assert len(task.views(batch)) == count
    assert task.doubtful(torch.zeros(3, 8)).all()
