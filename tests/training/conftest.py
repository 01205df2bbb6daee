"""Tiny examples, tasks and settings to train with, and a recorder that keeps all in memory."""

import numpy as np
import pytest
import torch

from netwright.contracts import Examples
from netwright.randomness import generator
from netwright.recipe import Settings
from netwright.tasks import ImageClassification, TableClassification
from netwright.training import Candidate, Plan, Stop, Trainer

PLAIN = Candidate(dtype="fp32", memory="contiguous", threads=1)


class Memory:
    """A ``Recorder`` that keeps everything."""

    def __init__(self, *, wants_tensors=False):
        self.lines, self.timings, self.checkpoints = [], [], []
        self.wants_tensors, self.looks = wants_tensors, []

    def history(self, line):
        self.lines.append(dict(line))

    def timing(self, line):
        self.timings.append(dict(line))

    def tensors(self, step, weights, gradients):
        held = [{name: t.clone() for name, t in group.items()} for group in (weights, gradients)]
        self.looks.append((step, *held))

    def checkpoint(self, step, tensors, state, *, best):
        self.checkpoints.append((step, tensors, dict(state), best))

    @property
    def best(self):
        return [step for step, _, _, best in self.checkpoints if best]


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def plain():
    return PLAIN


@pytest.fixture
def memory():
    return Memory()


@pytest.fixture
def make_pictures():
    """Pictures whose brighter half tells the label; the first three quarters train."""

    def make(count=40, *, side=16, channels=1, splits=None):
        draws = generator(0, "pictures")
        labels = draws.integers(0, 2, count)
        pictures = draws.integers(0, 100, (count, channels, side, side), dtype=np.uint8)
        for picture, label in zip(pictures, labels, strict=True):
            picture[:, :, : side // 2] += np.uint8(120 * label)
        cut = count * 3 // 4
        splits = splits or {"train": np.arange(cut), "val": np.arange(cut, count)}
        return Examples(arrays={"picture": pictures, "label": labels}, splits=splits)

    return make


@pytest.fixture
def make_image_task():
    """A convolutional network with batch norm and dropout, as small as they come."""

    def make(**changed):
        values = {
            "classes": ("dark", "light"),
            "side": 16,
            "channels": 1,
            "mean": (80.0,),
            "std": (60.0,),
            "width": 0.125,
            "dropout": 0.25,
        }
        return ImageClassification(**{**values, **changed})

    return make


@pytest.fixture
def make_table():
    """Rows of two numbers and a category; the label is the sign of a sum."""

    def make(count=40):
        draws = generator(0, "table")
        numbers = draws.normal(size=(count, 2)).astype(np.float32)
        codes = draws.integers(0, 3, (count, 1))
        labels = (numbers.sum(axis=1) + codes[:, 0] > 1).astype(np.int64)
        cut = count * 3 // 4
        return Examples(
            arrays={"numbers": numbers, "categories": codes, "label": labels},
            splits={"train": np.arange(cut), "val": np.arange(cut, count)},
        )

    return make


@pytest.fixture
def make_table_task():
    def make(**changed):
        values = {"classes": ("no", "yes"), "numbers": 2, "sizes": (3,), "width": 0.05}
        return TableClassification(**{**values, **changed})

    return make


@pytest.fixture
def make_settings():
    """Settings with a small batch and one number for everything else."""

    def make(**changed):
        return Settings(**{"batch_size": 8, "learning_rate": 0.01, "seed": 3, **changed})

    return make


@pytest.fixture
def make_trainer(memory):
    def make(task, examples, settings, *, steps, candidate=PLAIN, device="cpu", **changed):
        values = {"recorder": memory, "stop": Stop(), **changed}
        plan = Plan(chosen=candidate, device=device)
        return Trainer(
            task=task, examples=examples, settings=settings, plan=plan, steps=steps, **values
        )

    return make


@pytest.fixture
def train(make_trainer, make_image_task, make_pictures, make_settings):
    """A trainer of the tiny network; what is not given is as small as it can be."""

    def make(*, steps=8, task=None, examples=None, **changed):
        loop = {n: changed.pop(n) for n in ("stop", "watch", "recorder") if n in changed}
        settings = make_settings(**{"evaluations": 4, **changed})
        task = task or make_image_task()
        return make_trainer(task, examples or make_pictures(), settings, steps=steps, **loop)

    return make


@pytest.fixture
def same():
    """Whether two groups of named tensors are equal to the last bit."""

    def compare(one, other):
        assert one.keys() == other.keys()
        for group in one:
            assert one[group].keys() == other[group].keys()
            for name, tensor in one[group].items():
                assert torch.equal(tensor, other[group][name]), (group, name)
        return True

    return compare
