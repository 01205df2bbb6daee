"""A small run to report, and a reader that finds what is wrong with a page."""

import html.parser
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from netwright.contracts import Layer, Score
from netwright.diagnosis import RunVerdict
from netwright.report import (
    ExampleShown,
    GoalShown,
    ImprovementShown,
    RemedyShown,
    ReportContent,
)

HOSTILE = "<script>alert('x')</script>\x1b[31m\n\udcff\u202e\"&|`# a"
NETWORK = [
    Layer(name="pictures", kind="input", takes=(), shape=(1, 8, 8), sees=(1, 1)),
    Layer(
        name="affine", kind="Linear", takes=("pictures",), shape=(10,), parameters=650,
        multiply_adds=640, sees="all", weights=(0.01, 0.25), activations=(-0.5, 1.5),
        gradients=(0.0, 3.2e-5),
    ),
]  # fmt: skip
REMEDY = RemedyShown(
    number=1, remedy="warm up", idea="for LR_HIGH", change={"warmup": (0.0, 0.1)},
    expect="a better start", gain=Score(0.05, 0.004), pairs=3, outcome="kept", why="better",
)  # fmt: skip
VOID = {"meta", "img", "br", "col"}


class Page(html.parser.HTMLParser):
    """Tags in balance, ids once, and the text a person sees."""

    def __init__(self, source):
        super().__init__()
        self.open, self.ids, self.links, self.tags, self.words = [], [], [], [], []
        self.attributes = []
        self.feed(source)
        self.close()
        assert self.open == []
        assert len(self.ids) == len(set(self.ids))
        self.drawings = [ET.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", source, re.S)]

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name == "href"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self):
        return " ".join(self.words)

    def all(self, tag, name):
        return [value for t, n, value in self.attributes if (t, n) == (tag, name)]


@pytest.fixture
def read():
    return Page


@pytest.fixture
def hostile():
    return HOSTILE


@pytest.fixture
def small():
    """The least a report can be made of, with changes."""

    def make(**changes):
        given = {
            "title": "a run",
            "task": "image-classification",
            "model": "convnet",
            "goal": GoalShown(measure="accuracy", best="max"),
            "scores": {"test": {"accuracy": Score(0.98333, 0.0068)}},
        }
        return ReportContent(**given | changes)

    return make


@pytest.fixture
def full(small):
    """A report with every section, of as many classes as wanted."""

    def make(k=3, **changes):
        names = tuple(f"c{index}" for index in range(k))
        confusion = np.eye(k, dtype=np.int64) * 9
        confusion[0, k - 1] = 2
        picture = np.arange(64, dtype=np.uint8).reshape(8, 8)
        shown = ExampleShown(
            name="row 7", truth="c0", answer="c1", probability=0.512, loss=3.25, picture=picture
        )
        given = {
            "verdict": RunVerdict(health="healthy", cause=None, lines=("healthy", "why", "what")),
            "improvement": ImprovementShown(first="a run before", tries=(REMEDY,)),
            "trivial": {"test": {"accuracy": 0.103}},
            "series": [
                {"step": 10, "epoch": 1, "train/loss": 1.5, "val/loss": 1.75, "val/accuracy": 0.5},
                {"step": 20, "epoch": 2, "train/loss": 0.5, "val/loss": 0.75, "val/accuracy": 0.9},
                {"step": 15, "learning_rate": 0.001, "batch/loss": 0.9},
            ],
            "best_step": 20,
            "stopped": "no better for 8 epochs",
            "recipe": [("batch_size", 64, "user"), ("learning_rate", 0.001, "default")],
            "data": {
                "source": "digits",
                "hash": "ab" * 32,
                "split_rule": "by size, seed 0",
                "counts": {"test": 360, "train": 1149},
                "classes": {name: {"train": 40, "test": 9} for name in names},
                "notes": ["All pictures are grey."],
                "quarantined": 2,
                "duplicates": 1,
            },
            "classes": names,
            "confusion": confusion,
            "per_class": [
                {"class": name, "support": 11, "precision": 0.91, "recall": 0.82, "f1": 0.863}
                for name in names
            ],
            "calibration": [(0.9, 0.8, 30), (0.6, 0.6, 10), (float("nan"), float("nan"), 0)],
            "worst": [shown],
            "doubtful": [shown],
            "environment": {"torch": "2.14.0"},
            "plan": {"chosen": "bf16", "candidates": [{"name": "bf16", "seconds": 0.0123}]},
            "seconds": {"train": 8.73},
            "parameters": 93322,
            "network": NETWORK,
        }
        return small(**given | changes)

    return make
