"""Every error netwright raises on purpose, and the exit code each one ends a command with.

    NetwrightError                  70  our bug, unless a kind below says otherwise
    |-- UsageError    ValueError     2  the command or the settings cannot work
    |   |-- SettingError             2  one setting: its name, what would do, what came
    |   `-- RecipeError              2  several settings at once, one line each
    |-- DataError     ValueError    65  the data cannot be used as it is
    |-- UnavailableError RuntimeError 69  something needed is not there: an extra, a device, a lock
    |-- StorageError  OSError       74  reading or writing failed
    |   `-- DamageError             74  a file is not what the manifest says it is
    `-- StoppedError  RuntimeError 130  stopped by a signal, after saving (143 for SIGTERM)

A message has one form: ``<name> must be <what would do>; got <what came>``, then, on a line
of its own, one next step. Each class also is the built-in error a caller would expect.
"""

import difflib
from collections.abc import Collection, Sequence
from typing import ClassVar

MOST_NAMES = 10  # that an error lists itself


class NetwrightError(Exception):
    """The base of all errors raised on purpose.

    Args:
        message: what must be, and what came.
        hint: one next step, printed on a line of its own; empty for none.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.message = message
        self.hint = hint


class UsageError(NetwrightError, ValueError):
    """The command or the settings cannot work, whatever the data are."""

    exit_code: ClassVar[int] = 2


class SettingError(UsageError):
    """One setting cannot work.

    Args:
        name: the setting.
        got: the value that came.
        wanted: what would do, fitting behind "must be".
        hint: one next step.

    Example:
        >>> raise SettingError("epochs", 0, wanted="1 or more")
        Traceback (most recent call last):
        ...
        netwright.errors.SettingError: epochs must be 1 or more; got 0
    """

    def __init__(self, name: str, got: object, *, wanted: str, hint: str = "") -> None:
        super().__init__(f"{name} must be {wanted}; got {got!r}", hint=hint)
        self.name = name
        self.got = got
        self.wanted = wanted


def unknown_name(
    setting: str, got: str, known: Collection[str], *, listing: str = ""
) -> SettingError:
    """The error for a name that is in none of our tables.

    Args:
        setting: what the name is of.
        got: the name that came.
        known: the names there are.
        listing: the command that lists them; empty for none, and then the error lists them all.

    Returns:
        The error to raise; it names the nearest one there is.

    Example:
        >>> raise unknown_name("model", "covnet", ["convnet", "mlp"], listing="netwright models")
        Traceback (most recent call last):
        ...
        netwright.errors.SettingError: model must be one of convnet, mlp; got 'covnet'
        did you mean convnet?
    """
    begun = [name for name in known if got and name.startswith(got)]  # cut short, not mistyped
    near = difflib.get_close_matches(got, begun or known, n=1, cutoff=0.0 if begun else 0.4)
    hint = f"did you mean {near[0]}?" if near else f"{listing} lists them" if listing else ""
    few = len(known) <= MOST_NAMES or not listing
    wanted = f"one of {', '.join(known)}" if few else f"one of the {len(known)} of: {listing}"
    return SettingError(setting, got, wanted=wanted, hint=hint)


class RecipeError(UsageError):
    """Several settings cannot work; all of them are named at once.

    Args:
        mistakes: one sentence for each.
    """

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


class DataError(NetwrightError, ValueError):
    """The data cannot be used as they are."""

    exit_code: ClassVar[int] = 65


class UnavailableError(NetwrightError, RuntimeError):
    """Something needed is not there: an extra, a device, a file held by another process."""

    exit_code: ClassVar[int] = 69


class StorageError(NetwrightError, OSError):
    """Reading or writing failed; what was there before is still there."""

    exit_code: ClassVar[int] = 74

    def __init__(self, message: str, *, hint: str = "") -> None:
        NetwrightError.__init__(self, message, hint=hint)

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class DamageError(StorageError):
    """A file is not what its manifest says it is."""


class StoppedError(NetwrightError, RuntimeError):
    """A signal stopped the work; what was reached has been saved.

    Args:
        signal_number: 2 for SIGINT, 15 for SIGTERM, 10 for SIGUSR1.
        message: what was saved and how to go on.
    """

    def __init__(self, signal_number: int, message: str) -> None:
        super().__init__(message)
        self.signal_number = signal_number

    @property
    def status(self) -> int:
        """The exit code: 128 plus the signal's number."""
        return 128 + self.signal_number
