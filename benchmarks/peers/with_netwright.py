"""netwright, by the calls a user would make, and its steps alone (``netwright_steps``).

    mnist    ``train`` on the file, with the shortest recipe that reaches 99.0 %
    digits   ``train`` on the file until 97 %, then ``predict``; a run folder with report and all
    epoch, steps, members, folds: ``netwright_steps``

What ``SHORTEST`` does not say netwright chooses from the data.
"""

import tempfile
import time

import numpy as np
from asked import Asked, Facts, accuracy, answer
from netwright_steps import epoch, folds, members, steps

import netwright as nw

SHORTEST = {
    "mnist": {"epochs": 1.0},
    "digits": {"model": "mlp", "epochs": 10.0, "plan": "fp32"},
}
ONCE = {"evaluations": 1, "tensorboard": False}


def mnist(asked: Asked) -> Facts:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as place:
        run = nw.train(asked.data, out=place, seed=asked.seed, **SHORTEST["mnist"], **ONCE)
        seconds, found = run.summary()["seconds"], run.measures["test"]["accuracy"]
    before = sum(seconds[part] for part in ("prepare", "plan", "train"))
    return {
        "curve": [(before, found)],
        "call_seconds": time.perf_counter() - began,
        "parts": seconds,
    }


def digits(asked: Asked) -> Facts:
    with np.load(asked.data) as file:
        x_test, y_test = file["x_test"], file["y_test"]
    with tempfile.TemporaryDirectory() as place:
        run = nw.train(asked.data, out=place, seed=asked.seed, **SHORTEST["digits"], **ONCE)
        seconds = run.summary()["seconds"]
        answers = np.array([int(found["label"]) for found in run.predict(*x_test)])
    return {
        "seconds": seconds["train"],
        "parts": seconds,
        "accuracy": accuracy(answers, y_test),
    }


if __name__ == "__main__":
    works = {"mnist": mnist, "digits": digits, "epoch": epoch, "steps": steps}
    answer(works | {"members": members, "folds": folds}, ("torch",))
