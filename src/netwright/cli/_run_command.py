"""Run a command: parse, call, and turn every error into words and an exit code."""

import json
import sys
import traceback

from cyclopts import CycloptsError

from netwright.cli._commands import app
from netwright.cli._mistakes import explained
from netwright.cli._output import Output
from netwright.errors import NetwrightError, StoppedError

BUG, INPUT_OUTPUT, INTERRUPTED = 70, 74, 130


def run_command(words: list[str]) -> int:
    """Run one command.

    Args:
        words: the command line without the program's name.

    Returns:
        The exit code: 0 ok, 2 usage, 65 bad data, 69 unavailable, 70 our bug, 74 input or
        output, 130 or 143 stopped.
    """
    as_json = "--json" in words
    try:
        code = app(words, exit_on_error=False, print_error=False, result_action="return_value")
        return code if isinstance(code, int) else 0
    except CycloptsError as error:
        return _say(*explained(error), 2, as_json)
    except StoppedError as error:
        return _say(error.message, error.hint, error.status, as_json)
    except NetwrightError as error:
        return _say(error.message, error.hint, error.exit_code, as_json)
    except KeyboardInterrupt:
        return _say("stopped", "", INTERRUPTED, as_json)
    except BrokenPipeError:
        raise
    except OSError as error:
        return _say(f"{error.filename or 'a file'}: {error.strerror or error}", "", INPUT_OUTPUT,
                    as_json)  # fmt: skip
    except Exception as error:  # the last boundary: a bug of ours is said to be one
        traceback.print_exc(file=sys.stderr)
        hint = "this is a bug in netwright: please report it with the lines above"
        return _say(f"{type(error).__name__}: {error}", hint, BUG, as_json)


def _say(message: str, hint: str, code: int, as_json: bool) -> int:
    output = Output(as_json=False)
    output.error(message, hint)
    if as_json:
        facts = {"error": {"message": message, "hint": hint, "exit_code": code}}
        sys.stdout.write(json.dumps(facts) + "\n")
    return code
