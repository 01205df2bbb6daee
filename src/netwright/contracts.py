r"""The protocols and plain values that pass between rooms; nothing here does any work.

    examples (stored form) --Task.prepare--> batch --model--> output --Task.loss--> one number
                                                          \--Task.measures--> scores
                                                          \--Task.answers--> what a person reads

The training loop knows ``Task`` and ``Recorder`` and nothing else: never which subject it trains,
never where files are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor, nn

Batch = Mapping[str, "Tensor"]
Arrays = Mapping[str, NDArray[Any]]
SPLITS = ("train", "train_dev", "val", "test")
Spread = tuple[float, float]  # mean and standard deviation
NO_LABELS = 255  # in "labels:NAME": whether the example has them is not known
NO_BOX = -1  # in "box_label" and of found boxes: this row holds none
VOID = 255  # in "mask": the class of this pixel is not known, and counts for nothing
SUBSET = 1000  # train measures are taken on this many rows at least, or on all there are


@dataclass(frozen=True, slots=True)
class Goal:
    """The measure that decides which weights are kept.

    Args:
        measure: its name among the task's measures.
        best: which direction is better.
        unit: "fraction", or the target's own unit.
    """

    measure: str
    best: Literal["max", "min"]
    unit: str = "fraction"

    def better(self, a: float, b: float) -> bool:
        """Whether ``a`` is strictly better than ``b``; not a number is never better."""
        return a > b if self.best == "max" else a < b


@dataclass(frozen=True, slots=True)
class Score:
    """A measured value and how far it may be off.

    Args:
        value: in the measure's unit.
        standard_error: in the same unit; None where no formula is known.
    """

    value: float
    standard_error: float | None = None


@dataclass(frozen=True, slots=True)
class Examples:
    """All examples in stored form, and which rows belong to which split.

    Args:
        arrays: name -> array of n rows: "picture" uint8 (n, c, h, w); "numbers" float32 (n, d);
            "categories" int64 (n, k); "label" int64 (n,); "target" float64 (n,). Of several
            targets "label:NAME" int64 (n,), -1 missing; "target:NAME" float64 (n,), not a number
            missing; "labels:NAME" uint8 (n, l), ``NO_LABELS`` missing. May be memory-mapped;
            never written to.
        splits: split -> int64 row numbers, sorted; "train" is always there.
        names: a name for each row, for people: a path below the data folder, or "row 17".
        subset: training rows on which train measures are taken, at least, or all there are; few
            where a row takes long to measure.
    """

    arrays: Arrays
    splits: Mapping[str, NDArray[np.int64]]
    names: Sequence[str] = ()
    subset: int = SUBSET

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(next(iter(self.arrays.values())))

    def rows(self, split: str) -> NDArray[np.int64]:
        """The rows of a split, sorted."""
        return self.splits[split]

    def take(
        self, rows: NDArray[np.int64], names: Sequence[str] | None = None
    ) -> dict[str, NDArray[Any]]:
        """Gather some rows of every array, or of the named ones."""
        wanted = self.arrays if names is None else names
        return {name: np.asarray(self.arrays[name][rows]) for name in wanted}


@runtime_checkable
class Task(Protocol):
    """All the training loop knows of a subject; it never asks which subject it is."""

    @property
    def name(self) -> str:
        """The task's name in ``TASKS``."""
        ...

    @property
    def goal(self) -> Goal:
        """The measure that decides."""
        ...

    @property
    def inputs(self) -> tuple[str, ...]:
        """The keys of a prepared batch that the model takes, in its order."""
        ...

    @property
    def targets(self) -> tuple[str, ...]:
        """The names of the stored arrays that hold what is to be learned."""
        ...

    @property
    def draws(self) -> int:
        """How many random numbers the augmentation of one example needs; 0 without one."""
        ...

    @property
    def alternating(self) -> tuple[int, ...]:
        """Which of them, from 0, go on by a half from epoch to epoch; others are drawn anew."""
        ...

    def order(self, examples: Examples, *, seed: int, epoch: int) -> NDArray[np.int64] | None:
        """An order of an epoch that the task needs, such as people in batches; None for any.

        With n training rows it holds each number below n once: places among these rows. It is a
        function of what is given.
        """
        ...

    def model(self) -> "nn.Module":
        """A fresh model; the caller has seeded torch's generator."""
        ...

    def prepare(self, batch: Batch, draws: "Tensor | None" = None) -> Batch:
        """Stored form to what the model takes: floats, normalised.

        ``draws`` float32 (n, self.draws), from 0 to 1, asks for augmentation; None for none.
        """
        ...

    def loss(self, output: "Tensor", batch: Batch) -> "Tensor":
        """The mean over the batch of what training minimises; a tensor of shape ()."""
        ...

    def views(self, batch: Batch) -> Sequence[Batch]:
        """Further views of a prepared batch, whose answers are averaged; empty for none."""
        ...

    def doubtful(self, output: "Tensor") -> "Tensor":
        """Which rows of combined output need ``views``: bool (n,)."""
        ...

    def combine(self, output: "Tensor") -> "Tensor":
        """One output for each example, where the model gives one for each member."""
        ...

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """Every measure of a whole split: combined float outputs (n, ...) and the stored rows."""
        ...

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """How wrong each combined output is: float64 (n,), larger is worse."""
        ...

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The same measures for the predictor that ignores its input, fitted on ``train``."""
        ...

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """What a person is shown for each example."""
        ...

    def settings(self) -> dict[str, Any]:
        """The task as plain values; its class makes the same task of them."""
        ...


class Recorder(Protocol):
    """Where a training leaves what must survive it; the loop never sees a path."""

    def history(self, line: Mapping[str, object]) -> None:
        """Keep one line of the history; equal trainings give equal lines."""
        ...

    def timing(self, line: Mapping[str, object]) -> None:
        """Keep one line of clock times."""
        ...

    @property
    def wants_tensors(self) -> bool:
        """Whether ``tensors`` does anything; the loop makes none for nothing."""
        ...

    def tensors(
        self, step: int, weights: Mapping[str, "Tensor"], gradients: Mapping[str, "Tensor"]
    ) -> None:
        """Look at all weights and the last step's gradients, by name, at an evaluation.

        They are the training's own and change with its next step: copy what is to be kept.
        """
        ...

    def checkpoint(
        self,
        step: int,
        tensors: Mapping[str, Mapping[str, "Tensor"]],
        state: Mapping[str, object],
        *,
        best: bool,
    ) -> None:
        """Keep a checkpoint: groups of named tensors ("weights", "optimiser", "slow", "ema")."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a training is, for whoever draws it.

    Args:
        step: steps done.
        steps: steps in all.
        seconds_left: an estimate; None before the first step.
        values: the latest measures by series name.
    """

    step: int
    steps: int
    seconds_left: float | None = None
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer of a network on a batch, or a step between layers.

    Args:
        name: the layer's path in the network, or what is done between layers.
        kind: its class, or the name of the call.
        takes: names of the rows whose results it takes.
        shape: of what comes out for one example, without the batch.
        formula: how the size came about, with the numbers in it; may be empty.
        parameters: numbers that training moves.
        multiply_adds: for one example.
        sees: height and width of the stretch of the input that one number depends on; "all" for
            the whole input; None where inputs are no pictures.
        weights: mean and spread of its weights.
        activations: mean and spread of what comes out.
        gradients: mean and spread of the loss's slope along what comes out.
    """

    name: str
    kind: str
    takes: tuple[str, ...]
    shape: tuple[int, ...]
    formula: str = ""
    parameters: int = 0
    multiply_adds: int = 0
    sees: tuple[int, int] | str | None = None
    weights: Spread | None = None
    activations: Spread | None = None
    gradients: Spread | None = None
