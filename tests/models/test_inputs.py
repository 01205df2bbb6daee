import dataclasses

import pytest

from netwright.errors import SettingError
from netwright.models import PictureInput, TableInput
from netwright.models._inputs import expect_side


def test_a_picture_has_so_many_numbers():
    assert PictureInput(channels=3, side=32).features == 3072
    assert PictureInput(channels=1, side=8).features == 64


def test_shapes_are_frozen_and_by_name():
    with pytest.raises(dataclasses.FrozenInstanceError):
        PictureInput(channels=1, side=8).side = 9
    with pytest.raises(TypeError):
        TableInput(3, (2,))
    assert TableInput(numbers=3, sizes=(2,)) == TableInput(numbers=3, sizes=(2,))


def test_a_picture_that_would_shrink_to_nothing_is_refused():
    expect_side("vgg16", PictureInput(channels=3, side=17), 17)
    with pytest.raises(SettingError, match="side must be 17 pixels or more for vgg16; got 16"):
        expect_side("vgg16", PictureInput(channels=3, side=16), 17)
