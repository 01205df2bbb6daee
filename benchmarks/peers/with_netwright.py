"""netwright, by the calls a user would make, and its steps alone (``netwright_steps``).

    mnist    ``train`` on the file, with a short recipe that reaches 99.0 %
    cifar    ``train`` on the file, by the recipe of ``networks.py``, twice as wide, five minutes
    third    the same three times as wide, as long as a third of what the airbench94 recipe takes
    digits   ``train`` on the file until 97 %, then ``predict``; a run folder with report and all
    epoch, steps, members, folds: ``netwright_steps``

What ``SHORTEST`` does not say netwright chooses from the data.
"""

import tempfile
import time

import numpy as np
from asked import Asked, Facts, accuracy, answer
from cifar_recipe import BEST, RECIPE
from netwright_steps import epoch, folds, members, steps

import netwright as nw

BY_TIME = {**RECIPE, **BEST, "model": "speedrun"}
del BY_TIME["epochs"]
SHORTEST = {
    "mnist": {"epochs": 0.4, "batch_size": 128},
    "digits": {"model": "mlp", "epochs": 10.0, "plan": "fp32"},
    "cifar": {**BY_TIME, "width": 2.0, "minutes": 5.0},
    "third": {**BY_TIME, "width": 3.0, "minutes": 10.1},
}
ONCE = {"evaluations": 1, "tensorboard": False}


def cifar(asked: Asked) -> Facts:
    return _until_trained(asked, SHORTEST["cifar"])


def third(asked: Asked) -> Facts:
    return _until_trained(asked, SHORTEST["third"])


def mnist(asked: Asked) -> Facts:
    found = _until_trained(asked, SHORTEST["mnist"])
    return found | {"curve": [(found["seconds"], found["accuracy"])]}


def _until_trained(asked: Asked, settings: dict[str, object]) -> Facts:
    """Seconds of preparing, planning and training, not of scores and reports."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        run = nw.train(asked.data, out=place, seed=asked.seed, **{**settings, **ONCE})
        seconds, found = run.summary()["seconds"], run.measures["test"]["accuracy"]
    return {
        "seconds": sum(seconds[part] for part in ("prepare", "plan", "train")),
        "accuracy": found,
        "call_seconds": time.perf_counter() - began,
        "parts": seconds,
    }


def digits(asked: Asked) -> Facts:
    with np.load(asked.data) as file:
        x_test, y_test = file["x_test"], file["y_test"]
    with tempfile.TemporaryDirectory() as place:
        run = nw.train(asked.data, out=place, seed=asked.seed, **{**SHORTEST["digits"], **ONCE})
        seconds = run.summary()["seconds"]
        answers = np.array([int(found["label"]) for found in run.predict(*x_test)])
    return {
        "seconds": seconds["train"],
        "parts": seconds,
        "accuracy": accuracy(answers, y_test),
    }


if __name__ == "__main__":
    works = {
        "mnist": mnist,
        "cifar": cifar,
        "third": third,
        "digits": digits,
        "epoch": epoch,
        "steps": steps,
    }
    answer(works | {"members": members, "folds": folds}, ("torch",))
