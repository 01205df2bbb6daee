"""Where things of this user live that can be made again at any time."""

import os
from pathlib import Path

from platformdirs import user_cache_path

VARIABLE = "NETWRIGHT_CACHE"


def cache_folder(*parts: str) -> Path:
    """The folder for caches: ``$NETWRIGHT_CACHE`` or the system's own place for them.

    Args:
        *parts: folders below it.

    Returns:
        The folder, which exists.
    """
    chosen = os.environ.get(VARIABLE)
    base = Path(chosen) if chosen else user_cache_path("netwright")
    folder = base.joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
