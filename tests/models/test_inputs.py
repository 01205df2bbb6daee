import dataclasses

import pytest

from netwright.models import PictureInput, TableInput


def test_a_picture_has_so_many_numbers():
    assert PictureInput(channels=3, side=32).features == 3072
    assert PictureInput(channels=1, side=8).features == 64


def test_shapes_are_frozen_and_by_name():
    with pytest.raises(dataclasses.FrozenInstanceError):
        PictureInput(channels=1, side=8).side = 9
    with pytest.raises(TypeError):
        TableInput(3, (2,))
    assert TableInput(numbers=3, sizes=(2,)) == TableInput(numbers=3, sizes=(2,))
