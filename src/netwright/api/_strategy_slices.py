"""Parts of the held-out rows in which errors may gather: by class, by column, by light.

    tables      target = NAME; column = value; column from .. to .. (quarters of a number column);
                column missing
    pictures    class = NAME; brightness and contrast in quarters: mean and spread of the pixels,
                0 to 255

Cost: reading the rows once; of large pictures, about 32 x 32 pixels each. The size that a picture
had before it was decoded is not known here.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.api._prepared import Prepared
from netwright.data import clean_cell, parse_numbers
from netwright.diagnosis import tags_of

Mask = NDArray[np.bool_]
LEAST = 10  # rows of a slice
BLOCK = 512  # pictures read at once
SIDE = 32  # pixels looked at along a side, about


def slices_of(prepared: Prepared, rows: NDArray[np.int64]) -> dict[str, Mask]:
    """Name the slices and say which rows are in them.

    Args:
        prepared: of a task that gives one class to each example.
        rows: (n,) row numbers.

    Returns:
        name -> (n,), slices of 10 rows or more; a row is in several. No name holds a semicolon,
        which parts the tags of an error sheet.
    """
    examples = prepared.examples
    classes: tuple[str, ...] = getattr(prepared.task, "classes", ())
    labels = examples.arrays["label"][rows]
    what = truth_name(prepared)
    found = {f"{what} = {name}": labels == number for number, name in enumerate(classes)}
    found |= tags_of(_columns(prepared, rows))
    if "picture" in examples.arrays:
        found |= tags_of(_light(examples.arrays["picture"], rows))
    return {name.replace(";", ","): mask for name, mask in found.items() if mask.sum() >= LEAST}


def truth_name(prepared: Prepared) -> str:
    """What the right answer is called: as the target's column, or class."""
    return str(prepared.data.get("target", "class"))


def _columns(prepared: Prepared, rows: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
    """The columns of a table that the network sees; none of pictures."""
    if prepared.fields is None:
        return {}
    cells = [prepared.fields(int(row)) for row in rows]
    kinds = prepared.data["columns"]
    return {
        name: _column([row[name] for row in cells], number=kind == "number")
        for name, kind in kinds.items()
        if kind in ("number", "category", "date")
    }


def _column(cells: list[str], *, number: bool) -> NDArray[np.generic]:
    cleaned = [clean_cell(cell) for cell in cells]
    if number:
        return parse_numbers(pl.Series(cleaned, dtype=pl.String))
    return np.array([cell or "" for cell in cleaned], dtype=np.str_)


def _light(pictures: NDArray[np.uint8], rows: NDArray[np.int64]) -> dict[str, NDArray[np.generic]]:
    """Mean and spread of the pixels: (n,) each, to one digit behind the point."""
    step = max(1, pictures.shape[-1] // SIDE)
    found = []
    for start in range(0, len(rows), BLOCK):
        block = np.asarray(pictures[rows[start : start + BLOCK]])[:, :, ::step, ::step]
        flat = block.reshape(len(block), -1).astype(np.float32)
        found.append(np.stack([flat.mean(axis=1), flat.std(axis=1)]))
    brightness, contrast = np.concatenate(found, axis=1).round(1).astype(np.float64)
    return {"brightness": brightness, "contrast": contrast}
