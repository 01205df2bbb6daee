"""Pictures that are one array in memory: the common end of npz, IDX and digits.

    parts (split, name, pictures, labels) --checked, scaled to uint8, joined--> PictureSource

It refuses pictures and labels of different lengths, parts of different sizes, and labels that are
no class names.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.data._classes import class_list, merged_labels
from netwright.data._modes import on_white
from netwright.data._picture_source import Kind, PictureSource, Pixels, source_digest
from netwright.data._scaling import scaled
from netwright.errors import DataError


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """The pictures of one split.

    Args:
        name: what the file calls them, "x_train".
        split: "train", "val", "test"; None where the data have no splits.
        pictures: (n, h, w), (n, h, w, c) or (n, c, h, w), any number type.
        labels: the class of each, n texts.
    """

    name: str
    split: str | None
    pictures: NDArray[Any]
    labels: Sequence[str]


def block_source(
    kind: Kind, path: str, parts: Sequence[Part], *, notes: Sequence[str] = ()
) -> PictureSource:
    """Join parts to a source whose pictures are one uint8 array.

    Args:
        kind: how the pictures lie.
        path: where.
        parts: one or more, train first.
        notes: what has been said already.

    Returns:
        The source, rows in the order of the parts.

    Raises:
        DataError: if the parts do not fit together or hold no usable pictures.
    """
    said = list(notes)
    arrays = [_channels_last(part, said) for part in parts]
    for part, array in zip(parts, arrays, strict=True):
        require_equal_length(part.name, len(array), len(part.labels))
        if array.shape[1:] != arrays[0].shape[1:]:
            raise DataError(
                f"{part.name} must have pictures of {arrays[0].shape[1:]} like {parts[0].name}; "
                f"got {array.shape[1:]}"
            )
    pictures, scales = scaled(arrays, [part.name for part in parts])
    block = np.concatenate(pictures) if len(pictures) > 1 else pictures[0]
    if block.ndim == 4 and block.shape[3] == 4:
        block = _on_white(block)
        said.append("the fourth channel was taken for opacity; pictures were laid on white")
    block = np.ascontiguousarray(block)
    block.setflags(write=False)
    names = tuple(f"{part.name}[{i}]" for part in parts for i in range(len(part.labels)))
    splits = tuple(part.split for part in parts for _ in range(len(part.labels)))
    labels, merged = merged_labels([label for part in parts for label in part.labels])
    classes, remarks = class_list(labels, splits, path=path, complete=False)

    def read(row: int) -> Pixels:
        picture: Pixels = block[row]
        return picture

    return PictureSource(
        kind=kind,
        path=path,
        names=names,
        labels=labels,
        splits=splits,
        classes=classes,
        read=read,
        block=block,
        digest=source_digest(names, labels, splits, [str(block.shape).encode(), block]),
        notes=(*said, *scales, *merged, *remarks),
    )


def require_equal_length(name: str, pictures: int, labels: int) -> None:
    """Make sure that there is one label for each picture.

    Args:
        name: what to call the pictures.
        pictures: how many there are.
        labels: how many there are.

    Raises:
        DataError: if the numbers differ, or are 0.
    """
    if pictures != labels:
        raise DataError(
            f"{name} must have one label for each picture; got {pictures:,} pictures and "
            f"{labels:,} labels"
        )
    if not pictures:
        raise DataError(f"{name} must hold pictures; got none")


def label_texts(
    values: NDArray[Any], name: str, class_names: Sequence[str] | None = None
) -> list[str]:
    """Turn an array of labels into the names of classes.

    Args:
        values: (n,) or (n, 1): whole numbers, whole floats, bools or texts.
        name: what to call it in messages.
        class_names: the name of each number; None where numbers are the names.

    Returns:
        n names.

    Raises:
        DataError: if the values are no labels, or a number has no name.

    Example:
        >>> label_texts(np.array([1, 0]), "y", ["cat", "dog"])
        ['dog', 'cat']
    """
    flat = values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values
    if flat.ndim != 1:
        raise DataError(
            f"{name} must have one label for each row, shape (n,); got {values.shape}",
            hint="turn one-hot rows into class numbers with argmax(axis=1)",
        )
    if flat.dtype.kind == "f":
        if not (np.isfinite(flat).all() and (flat == np.rint(flat)).all()):
            raise DataError(f"{name} must hold class labels; got fractions or NaN")
        flat = flat.astype(np.int64)
    if flat.dtype.kind == "S":
        flat = np.char.decode(flat, "utf-8", "replace")
    if flat.dtype.kind not in "buiU":
        raise DataError(f"{name} must hold class labels; got {values.dtype}")
    if class_names is None or flat.dtype.kind == "U":
        return [str(value) for value in flat.tolist()]
    outside = [value for value in np.unique(flat).tolist() if not 0 <= value < len(class_names)]
    if outside:
        raise DataError(
            f"{name} must hold numbers from 0 to {len(class_names) - 1}, as class_names has "
            f"{len(class_names)}; got {outside[0]}"
        )
    return [class_names[value] for value in flat.tolist()]


def _channels_last(part: Part, said: list[str]) -> NDArray[Any]:
    """Check the shape; bring (n, c, h, w) to (n, h, w, c)."""
    array = part.pictures
    if array.ndim not in (3, 4) or 0 in array.shape[1:]:
        raise DataError(
            f"{part.name} must have the shape (n, h, w) or (n, h, w, c); got {array.shape}",
            hint="two dimensions are a table, not pictures" if array.ndim == 2 else "",
        )
    if array.ndim == 3 or array.shape[3] in (1, 3, 4):
        return array
    if array.shape[1] in (1, 3, 4):
        said.append(f"{part.name} has its channels first; they were put last")
        return array.transpose(0, 2, 3, 1)
    raise DataError(f"{part.name} must have 1, 3 or 4 channels; got the shape {array.shape}")


def _on_white(block: Pixels) -> Pixels:
    """Lay (n, h, w, 4) on white, some rows at a time."""
    out = np.empty((*block.shape[:3], 3), dtype=np.uint8)
    for start in range(0, len(block), 1024):
        out[start : start + 1024] = on_white(block[start : start + 1024])
    return out
