"""Where things of this user live that can be made again at any time."""

import os
from pathlib import Path

from platformdirs import user_cache_path

from netwright.store import _disk

VARIABLE = "NETWRIGHT_CACHE"


def cache_folder(*parts: str) -> Path:
    """The folder for caches: ``$NETWRIGHT_CACHE`` or the system's own place for them.

    Args:
        *parts: folders below it.

    Returns:
        The folder, which exists.

    Raises:
        StorageError: if it cannot be made.
    """
    chosen = os.environ.get(VARIABLE)
    base = Path(chosen) if chosen else user_cache_path("netwright")
    folder = base.joinpath(*parts)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _disk.explain(error, folder) from error
    return folder
