"""netwright: from your data to a neural network that is trained, understood and ready to use.

    import netwright as nw
    run = nw.train("photos/")
    run.goal, run.report
    run.predict("me.jpg")

Importing this module imports nothing heavy; each name is fetched when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netwright import diagnosis as diagnosis
    from netwright.api import Run as Run
    from netwright.api import compare as compare
    from netwright.api import diagnose as diagnose
    from netwright.api import evaluate_run as evaluate
    from netwright.api import explain as explain
    from netwright.api import improve as improve
    from netwright.api import inspect as inspect
    from netwright.api import keras_callback as keras_callback
    from netwright.api import lightning_callback as lightning_callback
    from netwright.api import load as load
    from netwright.api import reproduce as reproduce
    from netwright.api import resume as resume
    from netwright.api import stylize as stylize
    from netwright.api import train as train
    from netwright.api import transformers_callback as transformers_callback
    from netwright.api import verify as verify
    from netwright.api import watch as watch

_IN_API = {
    "Run": "Run",
    "compare": "compare",
    "diagnose": "diagnose",
    "evaluate": "evaluate_run",
    "explain": "explain",
    "improve": "improve",
    "inspect": "inspect",
    "keras_callback": "keras_callback",
    "lightning_callback": "lightning_callback",
    "load": "load",
    "reproduce": "reproduce",
    "resume": "resume",
    "stylize": "stylize",
    "train": "train",
    "transformers_callback": "transformers_callback",
    "verify": "verify",
    "watch": "watch",
}

__all__ = [
    "Run",
    "compare",
    "diagnose",
    "diagnosis",
    "evaluate",
    "explain",
    "improve",
    "inspect",
    "keras_callback",
    "lightning_callback",
    "load",
    "reproduce",
    "resume",
    "stylize",
    "train",
    "transformers_callback",
    "verify",
    "watch",
]


def __getattr__(name: str) -> object:
    if name == "diagnosis":
        return import_module("netwright.diagnosis")
    if name not in _IN_API:
        raise AttributeError(f"module 'netwright' has no attribute {name!r}")
    return getattr(import_module("netwright.api"), _IN_API[name])


def __dir__() -> list[str]:
    return sorted([*globals(), *_IN_API, "diagnosis"])
