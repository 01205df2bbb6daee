"""Paths a person typed: what is nearest to one that is not there, and whether one is a run."""

import difflib
from contextlib import suppress
from pathlib import Path

from netwright.artefacts import is_finished, is_run
from netwright.errors import SettingError


def nearest(path: Path) -> str:
    """What may have been meant, as a question; empty if nothing beside ``path`` is like it.

    Args:
        path: a path at which there is nothing.

    Returns:
        "did you mean ...?", or nothing.
    """
    beside: list[str] = []
    with suppress(OSError):
        beside = [entry.name for entry in path.parent.iterdir()]
    near = difflib.get_close_matches(path.name, beside, n=1)
    return f"did you mean {path.with_name(near[0])}?" if near else ""


def expect_run(path: str | Path) -> Path:
    """Make sure that there is a run.

    Args:
        path: a run folder, finished or not, whole or damaged.

    Returns:
        Its path.

    Raises:
        SettingError: if it is none, naming the one that may have been meant.
    """
    folder = Path(path)
    if is_run(folder) or is_finished(folder):
        return folder
    raise SettingError("run", str(path), wanted="a run folder of netwright", hint=_meant(folder))


def _meant(folder: Path) -> str:
    if (folder / "style.json").is_file():
        return f"it is a picture in the making; go on with: netwright stylize --resume {folder}"
    plain = "a training prints the folder of its run; it is below runs/ unless --out says otherwise"
    if not folder.exists():
        return nearest(folder) or plain
    inside: list[Path] = []
    with suppress(OSError):
        inside = sorted(entry for entry in folder.iterdir() if is_run(entry))
    return f"it holds runs: did you mean {inside[-1]}?" if inside else plain
