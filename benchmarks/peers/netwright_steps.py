"""netwright's training steps on given networks: no run folder, no evaluation inside the clock.

    epoch    the network of Keras' example, batches of 128, Adam; ``--tuned``: a plan may take bf16
    steps    784-128-10, batches of 32, Adam
    members  8 networks of 100 hidden units as one; accuracy of their vote on the test rows
    folds    5 networks of 100 hidden units as one, each blind to its fold; mean accuracy there

The plan is measured as ``train`` measures it: before the clock for ``epoch`` and ``steps``, whose
question is the rate, within it for the others. So is the making of batches from stored bytes.
"""

import time
from dataclasses import replace

import numpy as np
import torch
from asked import Asked, Facts, accuracy
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from netwright.artefacts import cores
from netwright.contracts import Batch, Examples
from netwright.models import KeyedDropout, Mlp, PictureInput
from netwright.recipe import Settings
from netwright.tasks import ImageClassification
from netwright.training import (
    Feed,
    Plan,
    candidates_for,
    choose_device,
    measure_plan,
    outputs,
    planning_seconds,
    use_threads,
)
from netwright.training._stepper import Stepper

MEMBERS, FOLDS = 8, 5
MNIST = {"side": 28, "mean": (0.0,), "std": (255.0,)}  # 0 to 1, as the peers have it
DIGITS = {"side": 8, "mean": (78.0,), "std": (96.0,)}  # of all of them: two numbers tell no label
CLASSES = tuple(str(number) for number in range(10))
ADAM = {
    "optimiser": "adam",
    "learning_rate": 1e-3,
    "momentum": 0.9,
    "beta2": 0.999,
    "schedule": "constant",
}
SHORT = {**ADAM, "batch_size": 64, "learning_rate": 4e-3, "schedule": "one-cycle"}


class KerasNetwork(ImageClassification):
    """The network of Keras' "Simple MNIST convnet"."""

    def model(self) -> nn.Module:
        return nn.Sequential(  # ReLU after the pool: the same result, on a quarter of the numbers
            *(nn.Conv2d(1, 32, 3), nn.MaxPool2d(2), nn.ReLU()),
            *(nn.Conv2d(32, 64, 3), nn.MaxPool2d(2), nn.ReLU()),
            *(nn.Flatten(), KeyedDropout(0.5), nn.Linear(1600, 10)),
        )


class Perceptron(ImageClassification):
    """One hidden layer of 128."""

    def model(self) -> nn.Module:
        shape = PictureInput(channels=1, side=self.side)
        return Mlp(shape, len(self.classes), hidden=(128,))


class Vote(ImageClassification):
    """Networks of one hidden layer of 100."""

    def model(self) -> nn.Module:
        shape = PictureInput(channels=1, side=self.side)
        return Mlp(shape, len(self.classes), hidden=(100,), members=self.members)


class Folds(Vote):
    """The same; member j learns nothing of the rows of fold j."""

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        members = output.shape[1]
        labels = batch["label"].repeat_interleave(members)
        each = functional.cross_entropy(output.flatten(0, 1), labels, reduction="none")
        held_out = batch["fold"].unsqueeze(1) == torch.arange(members)
        own = each.view(-1, members).masked_fill(held_out, 0.0)
        return own.mean() * members / (members - 1)


def epoch(asked: Asked) -> Facts:
    task = KerasNetwork(classes=CLASSES, channels=1, network="convnet", **MNIST)
    settings = Settings(**ADAM, batch_size=128, seed=asked.seed)
    return _at_rate(asked, task, settings, epochs=1, half=asked.tuned)


def steps(asked: Asked) -> Facts:
    task = Perceptron(classes=CLASSES, channels=1, network="mlp", **MNIST)
    settings = Settings(**ADAM, batch_size=32, seed=asked.seed)
    return _at_rate(asked, task, settings, epochs=asked.epochs, half=asked.tuned)


def members(asked: Asked) -> Facts:
    began = time.perf_counter()
    x, y, x_test, y_test = asked.arrays()
    task = Vote(classes=CLASSES, channels=1, network="mlp", members=MEMBERS, **DIGITS)
    examples = _examples(x, y, x_test, y_test)
    stepper, seconds = _trained(task, examples, asked, began)
    answers, _ = outputs(stepper.model, task, examples, examples.rows("test"))
    return seconds | {"accuracy": accuracy(answers.argmax(axis=1), y_test)}


def folds(asked: Asked) -> Facts:
    from sklearn.model_selection import StratifiedKFold  # here: its import is no training

    began = time.perf_counter()
    x, y, x_test, y_test = asked.arrays()
    x, y = np.concatenate((x, x_test)), np.concatenate((y, y_test))
    fold = np.empty(len(x), dtype=np.int64)
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=asked.seed)
    for number, (_, held_out) in enumerate(split.split(x, y)):
        fold[held_out] = number
    examples = _examples(x, y)
    examples = replace(examples, arrays={**examples.arrays, "fold": fold})
    task = Folds(classes=CLASSES, channels=1, network="mlp", members=FOLDS, **DIGITS)
    stepper, seconds = _trained(task, examples, asked, began)
    each, _ = outputs(stepper.model, task, examples, np.arange(len(x)), keep_members=True)
    right = each[np.arange(len(x)), fold].argmax(axis=1) == y
    scores = [right[fold == number].mean() for number in range(FOLDS)]
    return seconds | {"accuracy": float(np.mean(scores))}


def _examples(
    x: NDArray[np.uint8],
    y: NDArray[np.uint8],
    x_test: NDArray[np.uint8] | None = None,
    y_test: NDArray[np.uint8] | None = None,
) -> Examples:
    splits = {"train": np.arange(len(x))}
    if x_test is not None and y_test is not None:
        splits["test"] = np.arange(len(x), len(x) + len(x_test))
        x, y = np.concatenate((x, x_test)), np.concatenate((y, y_test))
    return Examples({"picture": x[:, None], "label": y.astype(np.int64)}, splits)


def _at_rate(
    asked: Asked, task: ImageClassification, settings: Settings, *, epochs: int, half: bool
) -> Facts:
    """Seconds of some epochs, after a few steps that warm up."""
    x, y, x_test, y_test = asked.arrays()
    examples = _examples(x, y, x_test, y_test)
    began = time.perf_counter()
    count = epochs * -(-len(x) // settings.batch_size)
    plan = _plan(task, examples, settings, count, half=half)
    stepper, feed = _ready(task, examples, settings, plan, steps=count + 64)
    _steps(stepper, feed, range(64))
    warmed = time.perf_counter()
    _steps(stepper, feed, range(64, 64 + count))
    seconds = time.perf_counter() - warmed
    answers, _ = outputs(stepper.model, task, examples, examples.rows("test"))
    return {
        "seconds": seconds,
        "steps": count,
        "microseconds": 1e6 * seconds / count,
        "set_up_seconds": warmed - began,
        "plan": plan.chosen.name,
        "accuracy": accuracy(answers.argmax(axis=1), y_test),
    }


def _trained(
    task: ImageClassification, examples: Examples, asked: Asked, began: float
) -> tuple[Stepper, Facts]:
    """A whole training with its plan, and its seconds."""
    settings = Settings(**SHORT, seed=asked.seed)
    count = asked.epochs * -(-len(examples.rows("train")) // settings.batch_size)
    plan = _plan(task, examples, settings, count, half=False)
    stepper, feed = _ready(task, examples, settings, plan, steps=count)
    _steps(stepper, feed, range(count))
    return stepper, {"seconds": time.perf_counter() - began, "plan": plan.chosen.name}


def _plan(
    task: ImageClassification, examples: Examples, settings: Settings, count: int, *, half: bool
) -> Plan:
    device = choose_device("cpu")
    candidates = candidates_for(task, device, cores=cores())
    if not half:
        candidates = [candidate for candidate in candidates if candidate.dtype == "fp32"]

    def bound(seconds: float) -> float:
        return planning_seconds(count * seconds)

    return measure_plan(task, examples, settings, device, candidates, bound=bound)


def _ready(
    task: ImageClassification, examples: Examples, settings: Settings, plan: Plan, *, steps: int
) -> tuple[Stepper, Feed]:
    device = torch.device(plan.device)
    use_threads(plan.chosen)
    stepper = Stepper(task, settings, plan.chosen, device, steps=steps)
    feed = Feed(
        task,
        examples,
        batch_size=settings.batch_size,
        seed=settings.seed,
        device=device,
        channels_last=plan.chosen.memory == "channels_last",
    )
    return stepper, feed


def _steps(stepper: Stepper, feed: Feed, numbers: range) -> float:
    """What the loop does but for evaluations."""
    return sum(float(stepper.step(feed.batch(number), number)) for number in numbers)
