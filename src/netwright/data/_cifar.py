"""CIFAR's binary archives as one npz: no pickle is read, and equal archives give equal bytes.

A record is the labels, one byte each, then the red, the green and the blue plane of 32 x 32.
CIFAR-10 has one label; CIFAR-100 has the coarse one, which is left out, then the fine one. The
npz is stored, not packed: its arrays can be mapped into memory.

Source: https://www.cs.toronto.edu/~kriz/cifar.html, "binary version".
"""

import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.errors import DataError

PIXELS = 3 * 32 * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class CifarForm:
    """Where things are in an archive.

    Args:
        folder: the archive's one folder.
        train: files of training records, in order.
        test: files of test records.
        names: the file of class names, one a line.
        labels: label bytes before the pixels; the last one counts.
    """

    folder: str
    train: tuple[str, ...]
    test: tuple[str, ...]
    names: str
    labels: int


FORMS = {
    "cifar10": CifarForm(
        folder="cifar-10-batches-bin",
        train=tuple(f"data_batch_{number}.bin" for number in range(1, 6)),
        test=("test_batch.bin",),
        names="batches.meta.txt",
        labels=1,
    ),
    "cifar100": CifarForm(
        folder="cifar-100-binary",
        train=("train.bin",),
        test=("test.bin",),
        names="fine_label_names.txt",
        labels=2,
    ),
}


def cifar_arrays(folder: Path, form: CifarForm) -> dict[str, NDArray[Any]]:
    """Read an unpacked archive.

    Args:
        folder: what the archive was unpacked to.
        form: which archive it is.

    Returns:
        ``x_train``, ``x_test`` uint8 (n, 32, 32, 3); ``y_train``, ``y_test`` uint8 (n,);
        ``class_names`` (classes,).

    Raises:
        DataError: if a file is missing or is not made of such records.
    """
    inside = folder / form.folder
    names = [line.strip() for line in _read(inside / form.names).decode("utf-8").splitlines()]
    class_names = np.array([name for name in names if name])
    arrays: dict[str, NDArray[Any]] = {}
    for split, files in (("train", form.train), ("test", form.test)):
        parts = [_records(inside / file, form.labels, len(class_names)) for file in files]
        arrays[f"x_{split}"] = np.concatenate([pictures for pictures, _ in parts])
        arrays[f"y_{split}"] = np.concatenate([labels for _, labels in parts])
    return {**arrays, "class_names": class_names}


def write_npz(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write arrays so that equal arrays give equal bytes: fixed dates, a fixed order, no packing.

    Args:
        path: the file to be, in a folder that nobody else reads yet.
        arrays: name -> array of numbers or words; none of Python objects.
    """
    with path.open("xb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
            for name, array in sorted(arrays.items()):
                member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
                member.create_system, member.external_attr = 3, 0o644 << 16
                with archive.open(member, "w", force_zip64=array.nbytes > 2**31) as entry:
                    np.lib.format.write_array(entry, array, version=(1, 0), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise DataError(f"the archive must hold {path.parent.name}/{path.name}; got none")
    return path.read_bytes()


def _records(path: Path, labels: int, classes: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    raw = np.frombuffer(_read(path), dtype=np.uint8)
    if not raw.size or raw.size % (labels + PIXELS):
        raise DataError(
            f"{path.name} must be records of {labels + PIXELS:,} bytes; got {raw.size:,} bytes"
        )
    records = raw.reshape(-1, labels + PIXELS)
    answer = records[:, labels - 1]
    if int(answer.max()) >= classes:
        raise DataError(
            f"{path.name} must have labels from 0 to {classes - 1}; got {int(answer.max())}"
        )
    planes = records[:, labels:].reshape(-1, 3, 32, 32)
    return planes.transpose(0, 2, 3, 1), answer
