"""A run's answers to rows whose class is known: what is right, what is wrong, how sure it was.

The network is asked as ``evaluate`` asks it, with further views where the task takes them, so that
the share of wrong answers is the error that was validated.

Cost: one pass over the rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from netwright.api._prepared import Prepared
from netwright.artefacts import build_network
from netwright.contracts import Examples
from netwright.measures.classification import log_probabilities
from netwright.models import head_of
from netwright.training import outputs

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers to n rows, by k classes.

    Args:
        rows: int64 (n,), numbers of the rows among the examples.
        names: (n,) of the rows, no two alike.
        classes: (k,) their names.
        labels: int64 (n,), the right classes.
        probabilities: float64 (n, k), of each class.
    """

    rows: Ints
    names: tuple[str, ...]
    classes: tuple[str, ...]
    labels: Ints
    probabilities: NDArray[np.float64]

    @property
    def given(self) -> Ints:
        """The class that is answered: int64 (n,)."""
        return np.asarray(self.probabilities.argmax(axis=1), dtype=np.int64)

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """Which answers are wrong: (n,)."""
        return np.asarray(self.given != self.labels)

    @property
    def error(self) -> float:
        """The share of wrong answers."""
        return float(self.wrong.mean())


def answers_to(prepared: Prepared, weights: Mapping[str, Tensor], rows: Ints) -> Answers:
    """Ask a classifier.

    Args:
        prepared: task and examples; the task gives one class to each.
        weights: of the whole network, by name.
        rows: (n,) row numbers, at least 1.

    Returns:
        The answers.

    Raises:
        DamageError: if the weights do not fit the network.
    """
    learned = prepared.learned
    network = build_network(prepared.task, weights)
    asked = head_of(network) if learned.layer else network
    output, _ = outputs(asked, learned.task, learned.examples, rows)
    return Answers(
        rows=rows,
        names=_names(prepared.examples, rows),
        classes=tuple(getattr(prepared.task, "classes", ())),
        labels=np.asarray(prepared.examples.arrays["label"][rows], dtype=np.int64),
        probabilities=np.exp(log_probabilities(output)),
    )


def _names(examples: Examples, rows: Ints) -> tuple[str, ...]:
    """As the data call the rows, or their numbers, counted from 0, where two have one name."""
    names = tuple(examples.names[row] for row in rows) if examples.names else ()
    return names if len(set(names)) == len(rows) else tuple(f"row {row}" for row in rows)
