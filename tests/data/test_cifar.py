"""CIFAR's binary records: planes become pixels, bad ones are named, equal ones give equal bytes."""

import numpy as np
import pytest

from netwright.data._cifar import FORMS, PIXELS, cifar_arrays, write_npz
from netwright.errors import DataError

RANDOM = np.random.Generator(np.random.Philox(1))
PICTURES = RANDOM.integers(0, 256, (12, 32, 32, 3), dtype=np.uint8)
LABELS = np.arange(12, dtype=np.uint8) % 10
NAMES = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"]


def records(pictures, labels, extra=0) -> bytes:
    parts = []
    for picture, label in zip(pictures, labels, strict=True):
        planes = b"".join(picture[:, :, channel].tobytes() for channel in range(3))
        parts.append(bytes([7] * extra) + bytes([label]) + planes)
    return b"".join(parts)


@pytest.fixture
def cifar10(tmp_path):
    inside = tmp_path / FORMS["cifar10"].folder
    inside.mkdir()
    for number in range(5):
        part = slice(2 * number, 2 * number + 2)
        (inside / f"data_batch_{number + 1}.bin").write_bytes(records(PICTURES[part], LABELS[part]))
    (inside / "test_batch.bin").write_bytes(records(PICTURES[10:], LABELS[10:]))
    (inside / "batches.meta.txt").write_text("\n".join([*NAMES, "", ""]))
    return tmp_path


def test_planes_become_pixels_in_the_archives_order(cifar10):
    arrays = cifar_arrays(cifar10, FORMS["cifar10"])
    np.testing.assert_array_equal(arrays["x_train"], PICTURES[:10])
    np.testing.assert_array_equal(arrays["y_train"], LABELS[:10])
    np.testing.assert_array_equal(arrays["x_test"], PICTURES[10:])
    np.testing.assert_array_equal(arrays["y_test"], LABELS[10:])
    assert arrays["class_names"].tolist() == NAMES
    assert {array.dtype.kind for array in arrays.values()} == {"u", "U"}


def test_cifar100_has_its_fine_label(tmp_path):
    inside = tmp_path / FORMS["cifar100"].folder
    inside.mkdir()
    (inside / "train.bin").write_bytes(records(PICTURES[:10], LABELS[:10] + 80, extra=1))
    (inside / "test.bin").write_bytes(records(PICTURES[10:], LABELS[10:], extra=1))
    (inside / "fine_label_names.txt").write_text("\n".join(f"name{n}" for n in range(100)))
    arrays = cifar_arrays(tmp_path, FORMS["cifar100"])
    np.testing.assert_array_equal(arrays["x_train"], PICTURES[:10])
    assert arrays["y_train"].tolist() == list(range(80, 90))
    assert len(arrays["class_names"]) == 100


@pytest.mark.parametrize("file", ["data_batch_3.bin", "test_batch.bin", "batches.meta.txt"])
def test_a_missing_file_is_named(cifar10, file):
    (cifar10 / FORMS["cifar10"].folder / file).unlink()
    with pytest.raises(
        DataError, match=f"the archive must hold cifar-10-batches-bin/{file}; got none"
    ):
        cifar_arrays(cifar10, FORMS["cifar10"])


@pytest.mark.parametrize("size", [0, 1, PIXELS, 3 * (PIXELS + 1) - 1])
def test_what_is_no_record_is_named(cifar10, size):
    (cifar10 / FORMS["cifar10"].folder / "data_batch_3.bin").write_bytes(bytes(size))
    words = rf"data_batch_3\.bin must be records of 3,073 bytes; got {size:,} bytes"
    with pytest.raises(DataError, match=words):
        cifar_arrays(cifar10, FORMS["cifar10"])


def test_a_label_without_a_name_is_named(cifar10):
    inside = cifar10 / FORMS["cifar10"].folder
    (inside / "test_batch.bin").write_bytes(records(PICTURES[10:], [1, 10]))
    with pytest.raises(DataError, match=r"test_batch\.bin must have labels from 0 to 9; got 10"):
        cifar_arrays(cifar10, FORMS["cifar10"])


def test_equal_arrays_give_equal_bytes_that_numpy_reads(cifar10):
    arrays = cifar_arrays(cifar10, FORMS["cifar10"])
    write_npz(cifar10 / "a.npz", arrays)
    write_npz(cifar10 / "b.npz", dict(reversed(arrays.items())))
    assert (cifar10 / "a.npz").read_bytes() == (cifar10 / "b.npz").read_bytes()
    with np.load(cifar10 / "a.npz", allow_pickle=False) as read:
        assert set(read.files) == set(arrays)
        for name, array in arrays.items():
            np.testing.assert_array_equal(read[name], array)


def test_python_objects_are_not_written(tmp_path):
    with pytest.raises(ValueError, match="Object arrays cannot be saved"):
        write_npz(tmp_path / "a.npz", {"objects": np.array([{}], dtype=object)})
