import io

import numpy as np
import pytest
from PIL import Image

from netwright.data import _decode_all
from netwright.data._decode_all import write_decoded
from netwright.data._digits import open_digits
from netwright.data._form import PictureForm
from netwright.data._picture_source import PictureSource


def png(i):
    file = io.BytesIO()
    Image.new("RGB", (8, 8), (i % 256, 1, 2)).save(file, "PNG")
    return file.getvalue()


def source_of(count, damaged=()):
    contents = [b"half" if i in damaged else png(i) for i in range(count)]

    def read(row):
        if row == 5:
            raise FileNotFoundError(2, "No such file or directory")
        return contents[row]

    return PictureSource(
        kind="class folders",
        path="p",
        names=tuple(map(str, range(count))),
        labels=("a",) * count,
        splits=(None,) * count,
        classes=("a",),
        read=read,
        block=None,
        digest="",
    )


@pytest.mark.parametrize("forked", [0, 10**9])
@pytest.mark.parametrize("workers", [1, 3])
def test_every_row_lands_in_its_place_however_it_is_done(tmp_path, monkeypatch, forked, workers):
    monkeypatch.setattr(_decode_all, "_FORKED", forked)
    monkeypatch.setattr(_decode_all, "_ROWS", 37)
    seen = []
    reasons = write_decoded(
        tmp_path / "a.npy",
        source_of(100, damaged={3, 99}),
        PictureForm(8, 3),
        workers=workers,
        progress=lambda done, total: seen.append((done, total)),
    )
    rows = np.load(tmp_path / "a.npy", allow_pickle=False)
    assert rows.shape == (100, 3, 8, 8)
    expected = np.arange(100)
    expected[[3, 5, 99]] = 0
    assert (rows[:, 0, 4, 4] == expected).all()
    assert sorted(reasons) == [3, 5, 99]
    assert reasons[3] == "4 bytes in no such format"
    assert reasons[5] == "a file that cannot be read: No such file or directory"
    assert seen == [(37, 100), (74, 100), (100, 100)]


def test_an_array_of_the_right_size_is_gathered_and_another_is_scaled(tmp_path):
    source = open_digits()
    for form in (PictureForm(8, 1), PictureForm(8, 3), PictureForm(12, 1)):
        assert write_decoded(tmp_path / "a", source, form, workers=2, progress=None) == {}
        rows = np.load(tmp_path / "a", allow_pickle=False)
        for row in (0, 1000, 1796):
            np.testing.assert_array_equal(rows[row], form.apply(source.block[row]))
