"""Files put together here by the format's own description, byte by byte; and broken ones."""

import struct

import numpy as np
import pytest
from safetensors.numpy import load_file

from netwright.artefacts import import_weights
from netwright.artefacts._hdf5 import is_hdf5, read_hdf5
from netwright.errors import DataError, StorageError

NOTHING = 0xFFFFFFFFFFFFFFFF
FLOAT32 = bytes([0x11, 0x20, 31, 0]) + struct.pack("<IHHBBBBI", 4, 0, 32, 23, 8, 0, 23, 127)
INT32 = bytes([0x10, 0x08, 0, 0]) + struct.pack("<IHH", 4, 0, 32)


class Writer:
    """Bytes that grow; everything is told where it lies."""

    def __init__(self):
        self.data = bytearray(96)

    def put(self, data):
        place = len(self.data)
        self.data += data + bytes(-len(data) % 8)
        return place

    def header(self, messages, *, split=False):
        """An object header; ``split`` puts all but the first message elsewhere."""
        packed = [struct.pack("<HHB3x", kind, len(data), 0) + data for kind, data in messages]
        first, count = b"".join(packed), len(packed)
        if split:
            rest = b"".join(packed[1:])
            more = struct.pack("<QQ", self.put(rest), len(rest))
            first = packed[0] + struct.pack("<HHB3x", 0x10, len(more), 0) + more
            count += 1
        return self.put(struct.pack("<BxHII4x", 1, count, 1, len(first)) + first)

    def dataset(self, array, *, kind=FLOAT32, layout=None, split=False, extra=()):
        shape = struct.pack("<BBB5x", 1, array.ndim, 0) + struct.pack(
            f"<{array.ndim}Q", *array.shape
        )
        if layout is None:
            layout = struct.pack("<BBQQ", 3, 1, self.put(array.tobytes()), array.nbytes)
        layout += bytes(-len(layout) % 8)
        kind = kind + bytes(-len(kind) % 8)
        return self.header([(0x01, shape), (0x03, kind), (0x08, layout), *extra], split=split)

    def group(self, members):
        texts, places = bytearray(8), {}
        for name in sorted(members):
            places[name] = len(texts)
            texts += name.encode() + b"\0"
            texts += bytes(-len(texts) % 8)
        text = self.put(bytes(texts))
        heap = self.put(b"HEAP" + struct.pack("<B3xQQQ", 0, len(texts), NOTHING, text))
        symbols = b"".join(
            struct.pack("<QQI4x16x", places[name], members[name], 0) for name in sorted(members)
        )
        node = self.put(b"SNOD" + struct.pack("<BxH", 1, len(members)) + symbols)
        tree = struct.pack("<BBHQQQQQ", 0, 0, 1, NOTHING, NOTHING, 0, node, 0)
        return self.header([(0x11, struct.pack("<QQ", self.put(b"TREE" + tree), heap))])

    def file(self, root, *, version=0):
        start = b"\x89HDF\r\n\x1a\n" + bytes([version, 0, 0, 0, 0, 8, 8, 0])
        start += struct.pack("<HHIQQQQ", 4, 16, 0, 0, NOTHING, len(self.data), NOTHING)
        start += struct.pack("<QQI4x16x", 0, root, 0)
        self.data[:96] = start
        return bytes(self.data)


KERNEL = np.arange(24, dtype="<f4").reshape(2, 3, 4)
BIAS = np.array([1.5, -2.0], dtype="<f4")


def whole(**options):
    w = Writer()
    layers = w.group({"vars": w.group({"0": w.dataset(KERNEL, **options), "1": w.dataset(BIAS)})})
    count = w.dataset(np.array([7], dtype="<i4"), kind=INT32)
    return w.file(w.group({"block1": layers, "count": count}))


def saved(tmp_path, data):
    path = tmp_path / "w.h5"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("split", [False, True])
def test_floats_come_by_their_paths_and_the_rest_is_left_out(tmp_path, split):
    arrays, left_out = read_hdf5(saved(tmp_path, whole(split=split)))
    assert set(arrays) == {"block1/vars/0", "block1/vars/1"}
    np.testing.assert_array_equal(arrays["block1/vars/0"], KERNEL)
    np.testing.assert_array_equal(arrays["block1/vars/1"], BIAS)
    assert left_out == ("count",)


def test_small_arrays_may_lie_in_their_header(tmp_path):
    w = Writer()
    layout = struct.pack("<BBH", 3, 0, BIAS.nbytes) + BIAS.tobytes()
    arrays, _ = read_hdf5(saved(tmp_path, w.file(w.group({"a": w.dataset(BIAS, layout=layout)}))))
    np.testing.assert_array_equal(arrays["a"], BIAS)


def test_weights_of_keras_are_imported(tmp_path):
    path = saved(tmp_path, whole())
    found = import_weights(path)
    assert (found.tensors, found.parameters, found.left_out) == (2, 26, ("count",))
    np.testing.assert_array_equal(load_file(found.path)["block1/vars/0"], KERNEL)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["w.h5", "w.safetensors"]


def test_every_cut_of_a_file_is_refused_or_read_and_none_is_trusted(tmp_path):
    data = whole()
    for length in range(0, len(data), 7):
        path = saved(tmp_path, data[:length])
        with pytest.raises(DataError, match="a whole HDF5 file of the plain form"):
            read_hdf5(path)


def test_no_changed_byte_makes_it_fall_over(tmp_path):
    data = whole()
    rng = np.random.default_rng(0)
    for place in range(0, len(data), 3):
        changed = bytearray(data)
        changed[place] = int(rng.integers(256))
        path = saved(tmp_path, bytes(changed))
        try:
            arrays, _ = read_hdf5(path)
        except DataError:
            continue
        assert sum(a.size for a in arrays.values()) <= len(data)


def ring():
    """A group whose member is itself."""
    w = Writer()
    root = w.group({"a": 0})
    place = w.data.index(b"SNOD") + 8 + 8
    w.data[place : place + 8] = struct.pack("<Q", root)
    return w.file(root)


def of_dataset(**options):
    w = Writer()
    return w.file(w.group({"a": w.dataset(BIAS, **options)}))


def with_bytes(old, new):
    return whole().replace(old, new, 1)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK" + whole()[2:], "got no HDF5 signature"),
        (Writer().file(0, version=2), "got superblock 2 with numbers of 8 bytes"),
        (ring(), "got a twice"),
        (of_dataset(layout=struct.pack("<BBQQ", 3, 2, 0, 0)), "a layout of version 3 and class 2"),
        (of_dataset(extra=[(0x0B, bytes(8))]), "got filters"),
        (of_dataset(layout=struct.pack("<BBQQ", 3, 1, NOTHING, 8)), "got an end after"),
        (of_dataset(layout=struct.pack("<BBQQ", 3, 1, 0, 4)), "of another length than its shape"),
        (with_bytes(b"HEAP", b"HELP"), "no heap of names where there should be one"),
        (with_bytes(b"TREE", b"TRAP"), "no tree where there should be one"),
        (with_bytes(b"TREE\0", b"TREE\1"), "got a tree of kind 1"),
        (with_bytes(b"SNOD", b"SNOW"), "no symbols where there should be some"),
    ],
)
def test_what_is_not_the_plain_form_is_named(tmp_path, data, words):
    with pytest.raises(DataError, match=words):
        read_hdf5(saved(tmp_path, data))


def test_odd_headers_shapes_names_and_trees_are_named(tmp_path):
    w = Writer()
    odd = w.put(bytes([2]) + bytes(31))
    with pytest.raises(DataError, match="got an object header of version 2"):
        read_hdf5(saved(tmp_path, w.file(w.group({"a": odd}))))
    w = Writer()
    shape = (0x01, bytes([3, 1]) + bytes(14))
    layout = struct.pack("<BBQQ", 3, 1, 0, 8) + bytes(6)
    odd = w.header([shape, (0x03, FLOAT32 + bytes(4)), (0x08, layout)])
    with pytest.raises(DataError, match="got a shape of version 3 with 1 axes"):
        read_hdf5(saved(tmp_path, w.file(w.group({"a": odd}))))
    w = Writer()
    root = w.group({"n" * 400: w.dataset(BIAS)})
    with pytest.raises(DataError, match="got a name without an end"):
        read_hdf5(saved(tmp_path, w.file(root)))
    w = Writer()
    root = w.group({"a": w.dataset(BIAS)})
    tree = w.data.index(b"TREE")
    w.data[tree + 5] = 1  # a level above, whose child is the tree itself
    w.data[tree + 32 : tree + 40] = struct.pack("<Q", tree)
    with pytest.raises(DataError, match="a tree that leads back into itself"):
        read_hdf5(saved(tmp_path, w.file(root)))


def test_too_many_objects_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("netwright.artefacts._hdf5.MOST_OBJECTS", 3)
    with pytest.raises(DataError, match="got more than 3 objects"):
        read_hdf5(saved(tmp_path, whole()))


def test_files_without_floats_and_files_that_are_not_there(tmp_path):
    w = Writer()
    count = w.dataset(np.array([7], dtype="<i4"), kind=INT32)
    with pytest.raises(DataError, match="must hold arrays of floats; got none"):
        read_hdf5(saved(tmp_path, w.file(w.group({"count": count}))))
    with pytest.raises(StorageError, match="must be readable; got: No such file"):
        read_hdf5(tmp_path / "none.h5")
    assert is_hdf5(whole()[:8])
    assert not is_hdf5(b"PK\3\4")
