"""Named places where a test may kill the process, to prove that nothing is lost there.

``NETWRIGHT_CRASH_AT=replace:3`` sends SIGKILL to this process when it comes to the point
``replace`` for the third time. Without the variable a point costs one look into a dictionary.
"""

import os
import signal
from collections import Counter

VARIABLE = "NETWRIGHT_CRASH_AT"

CRASH_POINTS = (
    "file-written",  # a temporary file is written, not yet synced
    "file-synced",  # synced, not yet under its name
    "file-replaced",  # under its name, the folder not yet synced
    "folder-filled",  # a staged folder is full, not yet renamed
    "folder-renamed",  # renamed, its parent not yet synced
    "link-made",  # a new link lies beside the old one
    "log-written",  # a line is in the log, not yet synced
    "discard-begun",  # an old folder is renamed away, not yet removed
    "manifest-written",  # the manifest is in place, the folder not yet renamed
)

_seen: Counter[str] = Counter()


def crash_point(name: str) -> None:
    """Kill this process if the environment asks for it at this point.

    Args:
        name: one of ``CRASH_POINTS``.

    Raises:
        ValueError: if the name is not in the list, so that no point stays untested.
    """
    if name not in CRASH_POINTS:
        raise ValueError(f"name must be one of {', '.join(CRASH_POINTS)}; got {name!r}")
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        return
    point, _, count = wanted.partition(":")
    if point != name:
        return
    _seen[name] += 1
    if _seen[name] == int(count or 1):
        os.kill(os.getpid(), signal.SIGKILL)
