"""Room on the volume, asked before the work and not in the middle of it."""

import shutil
from pathlib import Path

from netwright.errors import StorageError

RESERVE = 16 * 2**20  # bytes left free for everything else on the volume


def require_space(folder: Path, needed: int, *, purpose: str) -> None:
    """Make sure the volume of ``folder`` has room for ``needed`` bytes.

    Args:
        folder: the folder to be written to; where it is not there, its nearest parent counts.
        needed: bytes.
        purpose: what they are for, fitting behind "for".

    Raises:
        StorageError: naming the folder, what is needed and what is free.
    """
    place = folder.absolute()
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    if free < needed + RESERVE:
        raise StorageError(
            f"{place} must have {needed + RESERVE:,} bytes free for {purpose}; got {free:,}",
            hint="free some space, or choose a folder on another volume with --out",
        )
