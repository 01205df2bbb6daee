"""MNIST's own files: a folder of IDX files, plain or gzip.

    train-images-idx3-ubyte[.gz]  train-labels-idx1-ubyte[.gz]  t10k-images...  t10k-labels...

    bytes 0..3   0, 0, 8 (unsigned bytes), number of dimensions
    then         one length for each dimension, 4 bytes each, most significant first
    then         the values

Names with a dot (``train-images.idx3-ubyte``) are found too. It refuses other magic numbers, and
files that end early or late. Source: LeCun, Cortes, Burges, "The MNIST database", 1998.
"""

import gzip
import math
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from netwright.data._blocks import Part, block_source, label_texts
from netwright.data._classes import shown
from netwright.data._picture_source import PictureSource, Pixels
from netwright.errors import DataError

_STEP = 2**20  # bytes read at once: a header that lies must not make us allocate what it says


def open_idx(path: str | Path) -> PictureSource:
    """Read the pictures of a folder of IDX files.

    Args:
        path: the folder; the files of train must be there, those of t10k may be.

    Returns:
        The source; train first, then t10k as test.

    Raises:
        DataError: if a file is missing, damaged, or pictures and labels do not fit.
    """
    folder = Path(path)
    if not is_idx(folder):
        raise DataError(
            f"{shown(str(path))} must hold train-images-idx3-ubyte, plain or .gz; got none"
        )
    parts = []
    for prefix, split in (("train", "train"), ("t10k", "test")):
        pictures = _find(folder, f"{prefix}-images", 3)
        if pictures is None:
            continue
        labels = _find(folder, f"{prefix}-labels", 1)
        if labels is None:
            raise DataError(
                f"{shown(str(path))} must hold {prefix}-labels-idx1-ubyte beside the pictures; "
                "got none"
            )
        texts = label_texts(read_idx(labels, dimensions=1), labels.name)
        parts.append(
            Part(
                name=f"{prefix}-images",
                split=split,
                pictures=read_idx(pictures, dimensions=3),
                labels=texts,
            )
        )
    return block_source("idx", shown(str(path)), parts)


def is_idx(folder: Path) -> bool:
    """Whether a folder holds MNIST's own files."""
    return _find(folder, "train-images", 3) is not None


def read_idx(path: Path, *, dimensions: int) -> Pixels:
    """Read one IDX file of unsigned bytes.

    Args:
        path: the file; unpacked if its name ends in ``.gz``.
        dimensions: how many it must have.

    Returns:
        uint8, of the shape its header says.

    Raises:
        DataError: if magic number or length are wrong, or the file cannot be unpacked.
    """
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rb") as packed:
                return _values(packed, path, dimensions)
        with path.open("rb") as plain:
            return _values(plain, path, dimensions)
    except (EOFError, OSError, zlib.error) as error:
        raise DataError(
            f"{shown(path.name)} must be a whole file; got: {error}", hint="download it again"
        ) from error


def _find(folder: Path, stem: str, dimensions: int) -> Path | None:
    for joint in ("-", "."):
        for ending in ("", ".gz"):
            path = folder / f"{stem}{joint}idx{dimensions}-ubyte{ending}"
            if path.is_file():
                return path
    return None


def _values(file: IO[bytes] | gzip.GzipFile, path: Path, dimensions: int) -> Pixels:
    magic = file.read(4)
    expected = bytes((0, 0, 8, dimensions))
    if magic != expected:
        raise DataError(
            f"{shown(path.name)} must begin with the bytes {expected.hex(' ')}; got "
            f"{magic.hex(' ') or 'nothing'}",
            hint="is it an IDX file, and whole?",
        )
    lengths = file.read(4 * dimensions)
    shape = tuple(int(n) for n in np.frombuffer(lengths[: len(lengths) // 4 * 4], ">u4"))
    wanted = math.prod(shape)
    data = bytearray()
    while len(data) <= wanted and (piece := file.read(min(_STEP, wanted + 1 - len(data)))):
        data += piece
    if len(shape) != dimensions or len(data) != wanted:
        came = "more" if len(data) > wanted else f"{len(data):,}"
        raise DataError(
            f"{shown(path.name)} must hold {wanted:,} values for its shape {shape}; got {came}",
            hint="download it again",
        )
    return np.frombuffer(bytes(data), np.uint8).reshape(shape)
