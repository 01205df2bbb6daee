"""The entry point: help without heavy imports, errors as sentences, exit codes.

netwright --help        a text made beforehand from the same definitions, tested to be equal
anything else           cyclopts finds the command; the command imports what it needs
"""

import os
import sys
from importlib import resources
from typing import NoReturn

HELP = {"--help", "-h", "help"}


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run one command and leave with its exit code.

    Args:
        arguments: the command line without the program's name; None for ``sys.argv``.

    Raises:
        SystemExit: always.
    """
    words = sys.argv[1:] if arguments is None else arguments
    try:
        if not words or (len(words) == 1 and words[0] in HELP):
            text = resources.files("netwright.cli").joinpath("help.txt").read_text(encoding="utf-8")
            sys.stdout.write(text)
            code = 0
        else:
            from netwright.cli._run_command import run_command

            code = run_command(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # the reader of our output has gone; nothing more can be said to it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 74
    sys.exit(code)
