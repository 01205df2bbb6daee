"""Reading ``.npz`` files: what is in them from the headers alone, then only what is wanted.

``.npz`` is a zip of ``.npy`` files. Arrays of Python objects are pickles and are refused by name
before anything is read; nothing is ever unpickled. Names are found whatever their case.
"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from netwright.data._classes import listed, shown
from netwright.errors import DataError

_READ_ERRORS = (
    EOFError,
    KeyError,
    MemoryError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Header:
    """What an array is, without its values.

    Args:
        key: its name as the file spells it.
        shape: its shape.
        dtype: its type.
    """

    key: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]


def npz_headers(path: str | Path) -> dict[str, Header]:
    """Read name, shape and type of every array.

    Args:
        path: the file.

    Returns:
        Lower-case name -> header.

    Raises:
        DataError: if it is no whole npz file.
    """
    headers = {}
    with _explained(path), zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if not member.endswith(".npy"):
                continue
            key = member.removesuffix(".npy")
            with archive.open(member) as file:
                shape, dtype = _header(file)
            headers[key.lower()] = Header(key, shape, dtype)
    return headers


def npz_arrays(
    path: str | Path, headers: dict[str, Header], names: Iterable[str]
) -> dict[str, NDArray[Any]]:
    """Read some arrays.

    Args:
        path: the file.
        headers: what ``npz_headers`` gave.
        names: lower-case names; those that are not there are left out.

    Returns:
        Lower-case name -> array.

    Raises:
        DataError: if an array holds Python objects, or the file is damaged.
    """
    wanted = [headers[name] for name in names if name in headers]
    for header in wanted:
        if header.dtype.hasobject:
            raise DataError(
                f"{header.key} of {shown(str(path))} must hold numbers or text; got Python "
                "objects, which are stored as a pickle",
                hint="save it again with a plain dtype: such files can run code and are not read",
            )
    with _explained(path), np.load(path, allow_pickle=False) as file:
        return {header.key.lower(): np.asarray(file[header.key]) for header in wanted}


def no_layout(path: str | Path, headers: dict[str, Header]) -> DataError:
    """The error for a file whose arrays have none of the names known."""
    return DataError(
        f"{shown(str(path))} must hold x_train and y_train, or x and y, or pictures joined as "
        f"bytes with train_offsets and train_labels; got {listed(sorted(headers)) or 'no arrays'}",
        hint="save it again with these names",
    )


@contextmanager
def _explained(path: str | Path) -> Iterator[None]:
    """Turn what reading a damaged file raises into one error that names the file."""
    try:
        yield
    except DataError:
        raise
    except FileNotFoundError as error:
        raise DataError(f"{shown(str(path))} must be a file; got nothing there") from error
    except _READ_ERRORS as error:
        said = shown(str(error)) or type(error).__name__
        raise DataError(
            f"{shown(str(path))} must be a whole npz file; got: {said}",
            hint="copy or download it again",
        ) from error


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    version = np.lib.format.read_magic(file)
    if version == (1, 0):
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
    else:
        shape, _, dtype = np.lib.format.read_array_header_2_0(file)
    return tuple(shape), dtype
