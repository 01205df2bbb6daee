"""What all tasks of pictures share: they refuse alike, draw alike, and keep their fields."""

import pytest

from netwright.errors import SettingError
from netwright.tasks import Detection, ImageClassification, ImageToImage, Verification

GREY = {"channels": 1, "mean": (128.0,), "std": (64.0,)}
MAKERS = {
    "image-classification": lambda **more: ImageClassification(
        classes=("a", "b"), side=64, **{**GREY, **more}
    ),
    "verification": lambda **more: Verification(people=("a", "b"), side=64, **{**GREY, **more}),
    "detection": lambda **more: Detection(
        classes=("a",), side=64, anchors=((16.0, 16.0),), **{**GREY, **more}
    ),
    "image-to-image": lambda **more: ImageToImage(
        classes=("a", "b"), sides=(64, 96), **{**GREY, **more}
    ),
}


@pytest.fixture(params=MAKERS.values(), ids=MAKERS)
def make(request):
    return request.param


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"channels": 2}, r"channels must be 1 \(grey\) or 3 \(RGB\); got 2"),
        ({"channels": 3}, r"mean must be 3 numbers, and std too; got \(128.0,\)"),
        ({"std": (0.0,)}, r"std must be above 0; got \(0.0,\)"),
        ({"std": (float("nan"),)}, r"std must be above 0; got \(nan,\)"),
        ({"colour_axes": (1.0,)}, "colour_axes must be 9 numbers where augment has colour"),
        (
            {"colour_axes": (float("inf"),) * 9},
            "colour_axes must be 9 numbers where augment has colour",
        ),
    ],
)
def test_pictures_that_cannot_be_are_refused_by_each_in_the_same_words(make, given, words):
    with pytest.raises(SettingError, match=words):
        make(**given)


def test_kinds_that_a_task_cannot_take_are_refused_where_they_are_not_by_others(make):
    if make is MAKERS["image-classification"]:
        assert "mixup" in make(augment="mixup").augmentation
        return
    with pytest.raises(SettingError, match="augment must be without mixup"):
        make(augment="mixup")


def test_each_draws_what_its_augmentation_needs_and_alternates_what_alternates(make):
    task = make(augment="altflip+crop:4")
    assert (task.draws, task.alternating) == (3, (0,))
    assert (make().draws, make().alternating) == (0, ())


def test_crops_are_measured_on_the_shorter_side(make):
    with pytest.raises(SettingError, match="33"):
        make(augment="crop:33")  # half of 64 pixels is the most
    assert make(augment="crop:32").draws == 2


def test_no_instance_has_a_dictionary_beside_its_slots_for_a_field(make):
    task = make()
    assert not vars(task)
