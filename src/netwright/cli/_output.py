"""What is printed where: results on stdout, as text or as one JSON object; the rest on stderr.

File names and class names come from the user's data: control characters in them are shown as
escapes, so that no name can move the cursor or change the colours of a terminal.
"""

import json
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from netwright.contracts import Progress

QUIET_SECONDS = 10.0  # between two lines of progress where there is no terminal


def plain(text: str) -> str:
    r"""Show control characters and what is not Unicode as escapes; newlines stay.

    Args:
        text: may hold names from the user's data.

    Returns:
        Text that a terminal shows as it is.

    Example:
        >>> plain("a\x1b[31mb")
        'a\\x1b[31mb'
    """
    safe = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(c if c.isprintable() or c == "\n" else repr(c)[1:-1] for c in safe)


def shown(value: float, unit: str) -> str:
    """A value as people read it: fractions in percent.

    Args:
        value: in its unit.
        unit: "fraction", or any other word.

    Returns:
        The value in a few characters.

    Example:
        >>> shown(0.98333, "fraction"), shown(0.10912, "log"), shown(25123.4, "target")
        ('98.33 %', '0.1091', '2.512e+04')
    """
    return f"{100 * value:.2f} %" if unit == "fraction" else f"{value:.4g}"


class Output:
    """Where a command's words go.

    Args:
        as_json: print the result as JSON.
        quiet: no lines and no progress on stderr.
    """

    def __init__(self, *, as_json: bool, quiet: bool = False) -> None:
        self._json = as_json
        self._quiet = quiet
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._last = time.monotonic()

    def result(self, facts: Mapping[str, Any], text: str) -> None:
        """Print the result: ``facts`` with --json, else ``text``."""
        words = json.dumps(facts, allow_nan=False) if self._json else plain(text)
        sys.stdout.write(words + "\n")

    def say(self, line: str) -> None:
        """A line about what is found or done."""
        if self._quiet:
            return
        if self._bar:
            self._bar.console.print(plain(line), markup=False, highlight=False)
        else:
            sys.stderr.write(plain(line) + "\n")

    def error(self, message: str, hint: str) -> None:
        """What went wrong, and the next step."""
        sys.stderr.write(f"netwright: {plain(message)}\n" + (f"{plain(hint)}\n" if hint else ""))

    def watch(self, progress: "Progress") -> None:
        """Show where a training is: a bar in a terminal, a line now and then elsewhere."""
        if self._quiet:
            return
        if sys.stderr.isatty():
            self._draw(progress)
        elif time.monotonic() - self._last > QUIET_SECONDS or progress.step == progress.steps:
            self._last = time.monotonic()
            sys.stderr.write(f"step {progress.step:,} of {progress.steps:,}{_values(progress)}\n")

    def close(self) -> None:
        """Leave the terminal as it was."""
        if self._bar:
            self._bar.stop()
            self._bar = None

    def _draw(self, progress: "Progress") -> None:
        if self._bar is None:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                TextColumn,
                TimeRemainingColumn,
            )
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("training"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.fields[values]}"),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task("training", total=progress.steps, values="")
            self._bar.start()
        if self._task is not None:
            self._bar.update(self._task, completed=progress.step, values=_values(progress))


def _values(progress: "Progress") -> str:
    wanted = ("train/loss", "val/loss", "val/accuracy", "val/rmse", "val/rmse_log", "val/skill")
    pairs = [f"{n} {progress.values[n]:.4g}" for n in wanted if n in progress.values]
    return "  " + "  ".join(pairs) if pairs else ""
