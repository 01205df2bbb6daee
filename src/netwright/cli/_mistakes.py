"""What is wrong with a command line, in the words of every other error of netwright.

cyclopts finds the mistake; here it gets its sentence and its next step:
``<name> must be <what would do>; got <what came>``.
"""

import difflib
from typing import Literal, get_args, get_origin

from cyclopts import (
    CoercionError,
    CycloptsError,
    MissingArgumentError,
    RepeatArgumentError,
    UnknownCommandError,
    UnknownOptionError,
    UnusedCliTokensError,
)

from netwright.cli._app import app

KINDS = {int: "a whole number", float: "a number", bool: "given without a value"}


def explained(error: CycloptsError) -> tuple[str, str]:
    """Say what is wrong with a command line.

    Args:
        error: as cyclopts raised it.

    Returns:
        The message, and the next step.
    """
    command = " ".join(error.command_chain or ())
    manual = f"netwright {command} --help".replace("  ", " ")
    if isinstance(error, UnknownCommandError):
        return _command(str((error.unused_tokens or [""])[0]))
    if isinstance(error, UnknownOptionError):
        return _option(error, command)
    if isinstance(error, CoercionError) and error.token is not None:
        return _value(error), manual
    if isinstance(error, MissingArgumentError):
        return f"{_name(error, error.keyword)} must be given; got nothing", manual
    if isinstance(error, RepeatArgumentError):
        return f"{error.token.keyword} must be given once; got it again", manual
    if isinstance(error, UnusedCliTokensError):
        rest = " ".join(error.unused_tokens or ())
        return f"{command} must have no further arguments; got {rest!r}", manual
    return " ".join(str(error).split()), manual


def _command(got: str) -> tuple[str, str]:
    known = sorted(name for name in app if not name.startswith("-"))
    near = difflib.get_close_matches(got, known, n=1)
    hint = f"did you mean {near[0]}?" if near else "netwright --help says what each of them does"
    return f"the command must be one of {', '.join(known)}; got {got!r}", hint


def _option(error: UnknownOptionError, command: str) -> tuple[str, str]:
    from netwright.recipe import Settings

    got = error.token.keyword or error.token.value
    known = {name: name for argument in error.argument_collection for name in argument.names}
    options = {name for name in known if name.startswith("-")}
    if "--set" in options:  # settings without an option of their own
        words = {
            f"--{name.replace('_', '-')}": f"--set {name}=VALUE" for name in Settings.model_fields
        }
        known = {**words, **{name: name for name in options}}
    near = difflib.get_close_matches(got.replace("_", "-"), known, n=1)
    hint = f"did you mean {known[near[0]]}?" if near else f"netwright {command} --help lists them"
    return f"options must be those of netwright {command}; got {got}", hint


def _value(error: CoercionError) -> str:
    token, kind = error.token, error.target_type
    if error.msg is not None:  # from a converter of ours
        wanted = str(error.msg)
    elif get_origin(kind) is Literal:
        *most, last = map(str, get_args(kind))
        wanted = f"{', '.join(most)} or {last}"
    else:
        wanted = KINDS.get(kind, "of another kind") if isinstance(kind, type) else "of another kind"
    value = token.value if token else ""
    return f"{_name(error, token.keyword if token else None)} must be {wanted}; got {value!r}"


def _name(error: CycloptsError, keyword: str | None) -> str:
    name = keyword or (error.argument.name if error.argument else "an argument")
    return name if name.startswith("--") and keyword else name.lstrip("-").upper()
