import pytest

from netwright.data._picture_source import PictureSource
from netwright.data._quarantine import per_class, quarantined
from netwright.errors import DataError, SettingError

SOURCE = PictureSource(
    kind="class folders",
    path="pets",
    names=tuple(f"{i}.png" for i in range(10)),
    labels=("cat",) * 6 + ("dog",) * 4,
    splits=(None,) * 10,
    classes=("cat", "dog"),
    read=lambda row: b"",
    block=None,
    digest="",
)


def test_few_damaged_pictures_are_named_with_class_and_reason():
    damaged = quarantined(SOURCE, {7: "half", 0: "odd"}, allow=0.2)
    assert damaged == (("0.png", "cat", "odd"), ("7.png", "dog", "half"))
    assert per_class(damaged) == "1 of cat, 1 of dog"
    assert quarantined(SOURCE, {}, allow=0.0) == ()


def test_too_many_are_an_error_with_counts_names_and_a_way_on():
    words = (
        r"pets must have at most 1.00% damaged pictures; got 3 of 10 \(30.00%\): 2 of cat, "
        r"1 of dog. The first: 0.png: odd; 1.png: odd; 7.png: half\n.*--set damaged=0.31"
    )
    with pytest.raises(DataError, match=words):
        quarantined(SOURCE, {7: "half", 0: "odd", 1: "odd"}, allow=0.01)
    assert len(quarantined(SOURCE, {7: "half", 0: "odd", 1: "odd"}, allow=0.31)) == 3


def test_no_class_is_ever_dropped():
    with pytest.raises(
        DataError, match=r"a whole picture of every class; got only damaged ones of d"
    ):
        quarantined(SOURCE, dict.fromkeys(range(6, 10), "half"), allow=1.0)


@pytest.mark.parametrize("allow", [-0.1, 1.1, float("nan")])
def test_the_share_must_be_one(allow):
    with pytest.raises(SettingError, match=r"damaged must be a share from 0 to 1; got "):
        quarantined(SOURCE, {}, allow=allow)
