"""What may be asked of a size."""

import pytest

from netwright.errors import SettingError
from netwright.models import PictureInput, Size, TableInput
from netwright.models._rows import picture_of


def test_only_pictures_are_pictures():
    shape = PictureInput(channels=1, side=8)
    assert picture_of(shape) is shape
    with pytest.raises(SettingError, match="shape must be that of a picture; got TableInput"):
        picture_of(TableInput(numbers=1, sizes=()))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"width": 0.0}, "width must be a factor above 0 and up to 64; got 0.0"),
        ({"width": 1e9}, "width must be a factor above 0 and up to 64"),
        ({"width": float("nan")}, "width must be a factor above 0 and up to 64"),
        ({"dropout": 1.0}, "dropout must be a share, from 0 up to, not at, 1"),
        ({"dropout": -0.1}, "dropout must be a share, from 0 up to, not at, 1"),
        ({"members": 0}, "members must be a whole number from 1 to 64; got 0"),
        ({"members": 10**6}, "members must be a whole number from 1 to 64"),
    ],
)
def test_a_size_that_cannot_work_is_an_error(changed, words):
    with pytest.raises(SettingError, match=words):
        Size(**changed)
