import pytest

from netwright.actions._augmentation import (
    NO_AUGMENTATION,
    STRONG,
    STRONG_AUGMENTATION,
    USUAL_AUGMENTATION,
)
from netwright.tasks import augmentation_from


def test_none_the_usual_and_more(change):
    assert change(NO_AUGMENTATION, augment="flip") == {"augment": "none"}
    assert change(USUAL_AUGMENTATION) == {"augment": "shift"}
    assert change(STRONG_AUGMENTATION) == {"augment": "affine"}
    assert change(STRONG_AUGMENTATION, data={"channels": 3}) == {"augment": "shift+flip+erase"}


def test_tables_are_not_augmented(change):
    for remedy in (NO_AUGMENTATION, USUAL_AUGMENTATION, STRONG_AUGMENTATION):
        assert change(remedy, data={"channels": 0}) == {}


@pytest.mark.parametrize(("channels", "kinds"), STRONG.items())
def test_the_task_knows_these_kinds(channels, kinds):
    assert str(augmentation_from(kinds, side=32, channels=channels)) != "none"
