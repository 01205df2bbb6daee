import zipfile

import numpy as np
import pytest

from netwright.data._npz import no_layout, npz_arrays, npz_headers
from netwright.errors import DataError


def test_headers_are_read_without_values(tmp_path):
    path = tmp_path / "a.npz"
    np.savez_compressed(path, X=np.zeros((3, 2), np.uint8), y=np.array(["a", "bc"]))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("note.txt", "not an array")
    headers = npz_headers(path)
    assert set(headers) == {"x", "y"}
    assert (headers["x"].key, headers["x"].shape, headers["x"].dtype) == ("X", (3, 2), np.uint8)
    arrays = npz_arrays(path, headers, ["x", "absent"])
    assert set(arrays) == {"x"}
    assert arrays["x"].shape == (3, 2)


def test_python_objects_are_never_read(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, x=np.array([{}, None], dtype=object))
    with pytest.raises(DataError, match=r"x of .*a\.npz must hold numbers or text; got Python obj"):
        npz_arrays(path, npz_headers(path), ["x"])


def test_damaged_files_are_named(tmp_path):
    path = tmp_path / "a.npz"
    with pytest.raises(DataError, match=r"a\.npz must be a file; got nothing there"):
        npz_headers(path)
    np.savez(path, x=np.zeros(5000))
    headers, whole = npz_headers(path), path.read_bytes()
    for damaged in (whole[:100], b"", b"no zip at all"):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match=r"a\.npz must be a whole npz file; got: "):
            npz_headers(path)
    flipped = bytearray(whole)
    flipped[2000] ^= 255
    path.write_bytes(flipped)
    with pytest.raises(DataError, match=r"a\.npz must be a whole npz file; got: Bad CRC-32"):
        npz_arrays(path, headers, ["x"])


def test_unknown_names_are_listed():
    assert "got no arrays" in str(no_layout("p", {}))
