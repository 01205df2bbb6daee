"""Named tensors as safetensors bytes, and back: a format that holds numbers and nothing else."""

import json
from collections.abc import Mapping
from pathlib import Path

import safetensors.torch
from safetensors import SafetensorError
from torch import Tensor

from netwright import store
from netwright.errors import DamageError, StorageError

HEADER_LIMIT = 16 * 2**20  # bytes; a network of ours needs a few thousand
NAMES_LIMIT = 50_000
MARKS = 12  # of JSON for one tensor of 6 dimensions: one {, two [, nine commas


def write_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Write named tensors; equal tensors give equal bytes.

    Args:
        path: the file; its folder exists.
        tensors: contiguous, on the CPU.

    Raises:
        StorageError: if the disk is full or not writable.
    """
    store.write_bytes(path, safetensors.torch.save(dict(sorted(tensors.items()))))


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Read named tensors; nothing but numbers is ever made of the file.

    Args:
        path: the file.

    Returns:
        name -> tensor, on the CPU.

    Raises:
        StorageError: if the file is not there.
        DamageError: if it is not a whole safetensors file, or its header is out of bounds.
    """
    check_header(path)
    try:
        return safetensors.torch.load(path.read_bytes())
    except (SafetensorError, ValueError, KeyError, RuntimeError) as error:
        raise DamageError(f"{path} must be a safetensors file; got {error}") from error


def check_header(path: Path) -> dict[str, object]:
    """Read a file's header and refuse one that could exhaust memory before it is refused.

    Args:
        path: the file.

    Returns:
        The header: name -> dtype, shape and offsets.

    Raises:
        StorageError: if the file is not there.
        DamageError: if the header is too long, too crowded, not JSON, or points outside the file.
    """
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            size = path.stat().st_size
            if not 2 <= length <= min(HEADER_LIMIT, size - 8):
                raise DamageError(f"{path} must have a safetensors header; got {length:,} bytes")
            header = _parsed(file.read(length), path)
    except FileNotFoundError as error:
        raise StorageError(f"{path} must exist; got nothing there") from error
    except (ValueError, RecursionError) as error:
        raise DamageError(f"{path} must have a header of JSON; got {error}") from error
    if not isinstance(header, dict):
        raise DamageError(f"{path} must have a header that names tensors; got something else")
    if len(header) > NAMES_LIMIT:
        raise _crowded(path)
    return header


def _parsed(text: bytes, path: Path) -> object:
    # counted first: an empty list takes 3 bytes here and 64 in memory
    if sum(text.count(mark) for mark in (b"{", b"[", b",")) > MARKS * NAMES_LIMIT:
        raise _crowded(path)
    return json.loads(text)


def _crowded(path: Path) -> DamageError:
    return DamageError(f"{path} must name at most {NAMES_LIMIT:,} tensors; got more")
