import numpy as np
import pytest

from netwright.data._picture_source import PictureSource, source_digest, usable_cores
from netwright.errors import SettingError


def make(names, labels, block=None):
    return PictureSource(
        kind="npz",
        path="p",
        names=names,
        labels=labels,
        splits=(None,) * len(names),
        classes=("a",),
        read=lambda row: b"",
        block=block,
        digest="",
    )


def test_lengths_must_agree():
    assert make(("x", "y"), ("a", "a")).count == 2
    with pytest.raises(SettingError, match=r"must be of one length; got \[1, 2\]"):
        make(("x", "y"), ("a",))
    with pytest.raises(SettingError, match=r"must be of one length; got \[1, 3\]"):
        make(("x",), ("a",), np.zeros((3, 2, 2), np.uint8))


def test_the_digest_depends_on_every_part():
    base = [["a", "b"], ["x", "y"], [None, None], [b"1", b"2"]]
    digests = {source_digest(*base)}
    changes = [["ab", ""], ["x", "x"], ["train", None], [b"12", b""]]
    for i, change in enumerate(changes):
        digests.add(source_digest(*[change if i == k else part for k, part in enumerate(base)]))
    assert len(digests) == 5
    assert source_digest(*base) in digests


def test_the_digest_takes_names_that_are_not_utf8_and_arrays():
    array = np.arange(4, dtype=np.int32)
    assert source_digest(["\udcff"], ["a"], [None], [array]) == source_digest(
        ["\udcff"], ["a"], [None], [array.tobytes()]
    )


def test_there_is_a_core():
    assert usable_cores() >= 1
