"""The program: its name, its version, and where commands are added."""

from importlib.metadata import version

from cyclopts import App

app = App(
    name="netwright",
    help="From your data to a neural network that is trained, understood and ready to use.",
    version=lambda: version("netwright"),
    help_format="plaintext",
    suppress_keyboard_interrupt=False,  # _run_command says that it was stopped
)
