import gzip
import struct

import numpy as np
import pytest

from netwright.data._idx import is_idx, open_idx, read_idx
from netwright.errors import DataError


def idx(array):
    return (
        bytes((0, 0, 8, array.ndim))
        + struct.pack(f">{array.ndim}I", *array.shape)
        + array.tobytes()
    )


X = np.random.Generator(np.random.Philox(0)).integers(0, 256, (6, 5, 4), np.uint8)
Y = np.array([0, 1, 2, 0, 1, 2], np.uint8)


def write(folder, *, packed, joint="-", test=True):
    for prefix, part in (("train", slice(None)), ("t10k", slice(0, 3)))[: 1 + test]:
        for stem, kind, values in (("images", 3, X), ("labels", 1, Y)):
            name, data = f"{prefix}-{stem}{joint}idx{kind}-ubyte", idx(values[part])
            if packed:
                name, data = name + ".gz", gzip.compress(data)
            (folder / name).write_bytes(data)


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("joint", ["-", "."])
def test_mnists_own_files(tmp_path, packed, joint):
    assert not is_idx(tmp_path)
    write(tmp_path, packed=packed, joint=joint)
    source = open_idx(tmp_path)
    assert is_idx(tmp_path)
    assert source.kind == "idx"
    assert (source.block == np.concatenate([X, X[:3]])).all()
    assert source.labels == tuple("012012012")
    assert source.splits == ("train",) * 6 + ("test",) * 3
    assert source.names[6] == "t10k-images[0]"


def test_train_alone_will_do(tmp_path):
    write(tmp_path, packed=False, test=False)
    assert set(open_idx(tmp_path).splits) == {"train"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", r"must begin with the bytes 00 00 08 03; got nothing"),
        (idx(Y), r"must begin with the bytes 00 00 08 03; got 00 00 08 01"),
        (b"\x00\x00\x0d\x03" + idx(X)[4:], r"got 00 00 0d 03"),
        (idx(X)[:-1], r"must hold 120 values for its shape \(6, 5, 4\); got 119"),
        (idx(X) + b"!", r"must hold 120 values .* got more"),
        (idx(X)[:9], r"must hold 6 values for its shape \(6,\); got 0"),
        (b"\x00\x00\x08\x03" + b"\xff" * 12, r"; got 0"),
    ],
)
@pytest.mark.parametrize("packed", [True, False])
def test_damaged_files_are_an_error(tmp_path, data, words, packed):
    path = tmp_path / ("a.gz" if packed else "a")
    path.write_bytes(gzip.compress(data) if packed else data)
    with pytest.raises(DataError, match=words):
        read_idx(path, dimensions=3)


def test_damaged_packing_is_an_error(tmp_path):
    whole = gzip.compress(idx(X))
    flipped = bytearray(whole)
    flipped[40] ^= 255
    for damaged in (whole[:60], b"no gzip", bytes(flipped)):
        (tmp_path / "a.gz").write_bytes(damaged)
        with pytest.raises(DataError, match=r"a\.gz must be a whole file; got: "):
            read_idx(tmp_path / "a.gz", dimensions=3)


def test_missing_files_are_an_error(tmp_path):
    with pytest.raises(
        DataError, match=r"must hold train-images-idx3-ubyte, plain or \.gz; got none"
    ):
        open_idx(tmp_path)
    write(tmp_path, packed=False)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match=r"must hold t10k-labels-idx1-ubyte beside the pictures"):
        open_idx(tmp_path)
