"""Commands: the only room that prints. Results go to stdout, everything else to stderr."""

from netwright.cli._main import main as main
