import io

import numpy as np
import pytest
from PIL import Image

from netwright.data._arrays import npz_kind, open_npz
from netwright.data._form import read_pixels
from netwright.errors import DataError


def joined(count):
    files = []
    for i in range(count):
        file = io.BytesIO()
        Image.new("RGB", (6, 6), (i, 0, 0)).save(file, "PNG")
        files.append(file.getvalue())
    offsets = np.cumsum([0, *map(len, files)])
    return np.frombuffer(b"".join(files), np.uint8), offsets


def arrays(prefix="train", count=4):
    blob, offsets = joined(count)
    return {
        f"{prefix}_png": blob,
        f"{prefix}_offsets": offsets,
        f"{prefix}_labels": np.arange(count, dtype=np.uint8) % 2,
    }


@pytest.fixture
def save(tmp_path):
    def save(**parts):
        np.savez(tmp_path / "a.npz", **parts)
        return tmp_path / "a.npz"

    return save


def test_pictures_are_cut_out_of_the_joined_bytes(save):
    path = save(**arrays(), **arrays("test", 2), class_names=np.array(["cat", "dog"]))
    assert npz_kind(path) == "pictures"
    source = open_npz(path)
    assert source.kind == "encoded npz"
    assert source.block is None
    assert source.names[3:5] == ("train_png[3]", "test_png[0]")
    assert source.splits == ("train",) * 4 + ("test",) * 2
    assert source.classes == ("cat", "dog")
    assert [read_pixels(source, row)[0, 0, 0] for row in range(6)] == [0, 1, 2, 3, 0, 1]


def test_the_digest_sees_moved_offsets(save):
    first = open_npz(save(**arrays())).digest
    parts = arrays()
    parts["train_offsets"][1] += 1
    assert open_npz(save(**parts)).digest != first


@pytest.mark.parametrize("offsets", [[0, 9, 5], [-1, 2, 5], [0, 2, 10**9]])
def test_offsets_must_rise_and_stay_inside(save, offsets):
    parts = {**arrays(count=2), "train_offsets": np.array(offsets)}
    with pytest.raises(DataError, match=r"train_offsets must rise from 0 to at most"):
        open_npz(save(**parts))


def test_arrays_must_fit_together(save):
    parts = arrays()
    with pytest.raises(DataError, match=r"got 4 pictures and 3 labels"):
        open_npz(save(**{**parts, "train_labels": parts["train_labels"][:3]}))
    with pytest.raises(DataError, match=r"train_offsets must be whole numbers \(n \+ 1,\)"):
        open_npz(save(**{**parts, "train_offsets": np.zeros(5)}))
    with pytest.raises(DataError, match=r"one uint8 array of joined bytes .* got none"):
        open_npz(save(**{k: v for k, v in parts.items() if k != "train_png"}))
    with pytest.raises(DataError, match=r"must hold train_labels; got no such array"):
        open_npz(save(**{k: v for k, v in parts.items() if k != "train_labels"}))


def test_cifar10(shared_data):
    source = open_npz(shared_data / "cifar10" / "cifar10_jpeg.npz")
    assert (source.count, len(source.classes)) == (60_000, 10)
    assert read_pixels(source, 59_999).shape == (32, 32, 3)
