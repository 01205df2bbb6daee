"""Pictures in an ``.npz`` file, in one of three layouts.

    x_train, y_train, x_test, y_test (x_val, y_val)     arrays, split
    x, y                                                arrays, not split
    train_jpeg, train_offsets, train_labels, test_...   encoded pictures joined as bytes

``class_names`` gives numbers their names in all three. Arrays are read once into memory; encoded
pictures stay encoded until ``decoded``. It refuses pickled objects, NaN, and labels that do not
fit the pictures. The splits are those the file gives; a test may lack a class, not add one.
"""

from pathlib import Path
from typing import Literal

import numpy as np

from netwright.data._blocks import Part, block_source, label_texts
from netwright.data._classes import shown
from netwright.data._encoded import encoded_source, is_encoded
from netwright.data._npz import Header, no_layout, npz_arrays, npz_headers
from netwright.data._picture_source import PictureSource
from netwright.errors import DataError

_PARTS = (
    ("x_train", "y_train", "train"),
    ("x_val", "y_val", "val"),
    ("x_valid", "y_valid", "val"),
    ("x_test", "y_test", "test"),
)


def npz_kind(path: str | Path) -> Literal["pictures", "table"]:
    """Tell pictures from a table of numbers by the headers alone.

    Args:
        path: an npz file.

    Returns:
        "table" where x has two dimensions, "pictures" otherwise.

    Raises:
        DataError: if the file cannot be read or its arrays have unknown names.
    """
    headers = npz_headers(path)
    if is_encoded(headers):
        return "pictures"
    x = headers.get("x_train") or headers.get("x")
    if x is None:
        raise no_layout(path, headers)
    return "table" if len(x.shape) == 2 else "pictures"


def open_npz(path: str | Path) -> PictureSource:
    """Read the labelled pictures of an npz file.

    Args:
        path: the file.

    Returns:
        The source; rows are train, val, test, each in the file's order.

    Raises:
        DataError: if the file is damaged, has none of the layouts, or its arrays do not fit.
    """
    headers = npz_headers(path)
    class_names = None
    if "class_names" in headers:
        named = npz_arrays(path, headers, ["class_names"])["class_names"]
        class_names = label_texts(named, "class_names")
    if is_encoded(headers):
        return encoded_source(path, headers, class_names)
    wanted = _wanted(path, headers)
    arrays = npz_arrays(path, headers, [name for x, y, _ in wanted for name in (x, y)])
    parts = [
        Part(name=x, split=split, pictures=arrays[x], labels=label_texts(arrays[y], y, class_names))
        for x, y, split in wanted
    ]
    return block_source("npz", shown(str(path)), parts)


def _wanted(path: str | Path, headers: dict[str, Header]) -> list[tuple[str, str, str | None]]:
    """Find which arrays are pictures and labels of which split."""
    if "x_train" in headers:
        wanted: list[tuple[str, str, str | None]] = [part for part in _PARTS if part[0] in headers]
    elif "x" in headers:
        wanted = [("x", "y", None)]
    else:
        raise no_layout(path, headers)
    for x, y, _ in wanted:
        if y not in headers:
            raise DataError(f"{shown(str(path))} must hold {y} beside {x}; got no {y}")
        if headers[x].dtype.kind not in "buif" and not headers[x].dtype.hasobject:
            raise DataError(f"{x} must hold numbers; got {np.dtype(headers[x].dtype)}")
    return wanted
