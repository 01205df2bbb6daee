import pytest

from netwright.errors import SettingError
from netwright.recipe import resolve
from netwright.tasks import anchor_sizes, map_side
from netwright.tasks._detection_presets import detection_settings


@pytest.mark.parametrize(("longer", "side"), [(1, 64), (64, 64), (65, 80), (416, 416), (5e3, 416)])
def test_the_side_is_a_multiple_of_the_cell(longer, side):
    assert map_side(longer) == side


def test_sizes_are_read_and_numbers_are_left():
    assert anchor_sizes("10x13+33.5x23") == ((10.0, 13.0), (33.5, 23.0))
    assert anchor_sizes("12") == ()
    with pytest.raises(SettingError, match="anchors must be widths and heights above 0"):
        anchor_sizes("0x13")


@pytest.mark.parametrize("train", [1, 205, 3_000, 10**6])
def test_what_is_inferred_resolves(train):
    found = detection_settings(train=train, side=416, model="auto")
    settings = resolve(inferred=found).settings
    assert settings.model == "yolo"
    assert settings.augment == "flip+crop:32+brightness:0.1"
    assert 10 <= settings.epochs <= 80
