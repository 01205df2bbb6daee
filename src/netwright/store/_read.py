"""Reading what this store wrote: JSON and TOML, never anything that can hold code."""

import json
import tomllib
from pathlib import Path
from typing import Any

from netwright.errors import DamageError, StorageError

LIMIT = 256 * 2**20  # bytes; no text file of ours comes near it


def _text(path: Path) -> str:
    try:
        size = path.stat().st_size
        if size <= LIMIT:
            return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DamageError(f"{path} must be UTF-8 text; got {error}") from error
    except FileNotFoundError as error:
        raise StorageError(
            f"{path} must exist; got nothing there", hint="is this a run folder of netwright?"
        ) from error
    except OSError as error:
        raise StorageError(f"{path} must be readable; got: {error.strerror}") from error
    raise DamageError(f"{path} must be at most {LIMIT:,} bytes; got {size:,}")


def read_json(path: Path) -> Any:  # noqa: ANN401  what a file holds is checked by its reader
    """Read a JSON file.

    Args:
        path: the file.

    Returns:
        Mappings, lists, numbers, words, None.

    Raises:
        StorageError: if the file is not there or cannot be read.
        DamageError: if it is not JSON.
    """
    try:
        return json.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise DamageError(f"{path} must be JSON; got {error}") from error


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Args:
        path: the file.

    Returns:
        Its tables.

    Raises:
        StorageError: if the file is not there or cannot be read.
        DamageError: if it is not TOML.
    """
    try:
        return tomllib.loads(_text(path))
    except (ValueError, RecursionError) as error:
        raise DamageError(f"{path} must be TOML; got {error}") from error
