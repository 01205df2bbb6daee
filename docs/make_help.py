"""Write ``cli/help.txt``, the text of ``netwright --help``, or check that it is current.

python docs/make_help.py            write
python docs/make_help.py --check    exit with 1 if it differs
"""

import io
import sys
from pathlib import Path

from rich.console import Console

from netwright.cli._commands import app

TARGET = Path(__file__).parents[1] / "src" / "netwright" / "cli" / "help.txt"


def help_text() -> str:
    """The help of the program, 80 columns wide, without colours."""
    stream = io.StringIO()
    console = Console(file=stream, width=80, color_system=None, force_terminal=False)
    app.help_print([], console=console)
    return "\n".join(line.rstrip() for line in stream.getvalue().strip("\n").splitlines()) + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == help_text()
        sys.exit(0 if same else "cli/help.txt is stale: run make format")
    TARGET.write_text(help_text(), encoding="utf-8")
