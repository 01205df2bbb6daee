"""What is wrong with a finished run, and what to do next: its training by rules, its errors too.

    training    the facts of the coach, read from the run: its rows as the network met them, its
                network before the first and after the last step, its history; then the rules, and
                the forks they ask for (``diagnosis``, ``experiments``)
    strategy    train, train-dev, val and test errors as a ladder (``diagnosis.ladder``), where the
                goal is an accuracy

A run's own loop clears gradients, trains in training mode and judges in evaluation mode, so what
the coach counts of other loops is known here. Forks step by torch's optimiser of the same formula;
for Muon by AdamW. Nothing in the run folder is changed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright import store
from netwright.api._prepared import Asked, Learned, expect_same_data, quiet
from netwright.api._run import Run
from netwright.api._train import prepare
from netwright.api._watch import judged
from netwright.api._watch_facts import Watched
from netwright.api._watch_report import Report
from netwright.api._watch_rows import MOST_ROWS, Rows
from netwright.api._watch_tally import Tally
from netwright.contracts import Task
from netwright.diagnosis import Ladder, Verdict, ladder
from netwright.experiments import Pair
from netwright.randomness import key
from netwright.recipe import Settings
from netwright.training import kinds_of, learning_rate, train_subset

SECONDS = 10.0  # for forks
RUNGS = {"train": "train", "train_dev": "train_dev", "val": "dev", "test": "test"}
ASIDE = 0.1  # AdamW's rate over Muon's


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosed:
    """What was found.

    Args:
        run: the run folder.
        training: the coach's report.
        strategy: the ladder; None where the goal is no accuracy.
    """

    run: Path
    training: Report
    strategy: Ladder | None

    def text(self) -> str:
        """What a person reads."""
        parts = [f"training  {self.training.text()}"]
        if self.strategy is not None:
            parts.append(f"strategy  {self.strategy.text()}")
        return "\n\n".join(parts)

    def summary(self) -> dict[str, Any]:
        """Plain values, as ``netwright diagnose --json`` prints them."""
        strategy = self.strategy
        return {
            "run": str(self.run),
            "health": self.training.health,
            "cause": self.training.cause,
            "verdicts": [_plain(verdict) for verdict in self.training.verdicts],
            "notes": list(self.training.notes),
            "strategy": None
            if strategy is None
            else {
                "cause": strategy.cause,
                "health": strategy.health,
                "group": strategy.group,
                "verdicts": [_plain(verdict) for verdict in strategy.verdicts],
            },
            "text": self.text(),
        }


def diagnose_run(
    run: str | Path, *, human: float | None = None, seconds: float = SECONDS
) -> Diagnosed:
    """Diagnose a finished run.

    Args:
        run: the run folder.
        human: the error of good people, or the one that is aimed at, from 0 to 1; None for unknown.
        seconds: that forks may compute.

    Returns:
        The coach's report and the strategy.

    Raises:
        SettingError: if it is no finished run.
        DataError: if the data have changed since.
    """
    found = Run(run)
    facts = store.read_json(found.path / "data.json")
    prepared = prepare(
        Asked(data=facts["data"], test=facts["test"], user={}, fixed=found.recipe), quiet
    )
    expect_same_data(facts, prepared.data)
    learned = prepared.learned
    training = (
        Report.of_nothing(["several targets are judged by their strategy alone, so far"])
        if len(learned.task.targets) != 1
        else judged(_watched(found, learned), seconds)
    )
    return Diagnosed(run=found.path, training=training, strategy=_strategy(found, learned, human))


class Alone(nn.Module):
    """A network of a task with one input and one output of each example.

    Args:
        network: the task's.
        widths: columns of each of its inputs, where it has several, the first of them floats and
            the others codes; empty for one input.
    """

    def __init__(self, network: nn.Module, widths: Sequence[int]) -> None:
        super().__init__()
        self.network, self.widths = network, tuple(widths)

    def forward(self, x: Tensor) -> Tensor:
        """The network's answers; the mean where members answer: (n, outputs)."""
        parts = [x]
        if self.widths:
            first, *codes = torch.split(x, list(self.widths), dim=1)
            parts = [first, *(part.long() for part in codes)]
        y: Tensor = self.network(*parts)
        return y.mean(dim=1) if y.dim() == 3 else y


def _watched(run: Run, learned: Learned) -> Watched:
    """The run as the coach would have seen it."""
    task, settings, examples = learned.task, learned.settings, learned.examples
    torch.manual_seed(key(settings.seed, "start"))
    first = task.model()
    first.load_state_dict(dict(learned.begin), strict=False)
    last = run.model.network if not learned.frozen else _output_alone(run, learned)
    train, widths = _rows(task, learned, examples.rows("train"))
    held = "val" if "val" in examples.splits else ""
    valid = _rows(task, learned, examples.rows(held))[0] if held else None
    target = task.targets[0]
    history, measure = run.history, f"val/{task.goal.measure}"
    pairs: list[Pair] = []
    for network in (first, last):
        alone = Alone(network, widths)
        alone.train()
        pairs.append((alone, _optimizer(alone, settings)))
    return Watched(
        first=pairs[0],
        last=pairs[1],
        loss_fn=lambda output, y: task.loss(output, {target: y}),
        train=train,
        valid=valid,
        tally=_tally(pairs[1], run, settings),
        valid_loss=[line["val/loss"] for line in history if "val/loss" in line],
        valid_metric=[line[measure] for line in history if measure in line],
        notes=_notes(settings),
    )


def _notes(settings: Settings) -> list[str]:
    """What differs between the run and what is judged."""
    notes = []
    if settings.schedule != "constant":
        notes.append(
            f"learning rates are those in the middle of the schedule {settings.schedule}, whose "
            f"highest is {settings.learning_rate:g}; forks keep them"
        )
    if settings.optimiser == "muon":
        notes.append("forks step all weights by AdamW; the run's matrices were stepped by Muon")
    if settings.members > 1:
        notes.append(f"forks train the mean of {settings.members} members as one network")
    return notes


def _output_alone(run: Run, learned: Learned) -> nn.Module:
    """The output layer of a run in which it alone learned."""
    network = learned.task.model()
    state = run.model.network.state_dict()
    names = network.state_dict()
    network.load_state_dict(
        {name: state[name.replace("output", learned.layer, 1)] for name in names}
    )
    return network


def _rows(task: Task, learned: Learned, rows: NDArray[np.int64]) -> tuple[Rows, list[int]]:
    """Some rows as the network meets them without augmentation, and the widths of their parts."""
    total = len(rows)
    taken = rows[np.linspace(0, total - 1, min(total, MOST_ROWS)).round().astype(np.int64)]
    stored = learned.examples.take(taken)
    batch = task.prepare({name: torch.from_numpy(np.array(a)) for name, a in stored.items()})
    parts = [batch[name] for name in task.inputs]
    x, widths = parts[0], list[int]()
    if len(parts) > 1:
        widths = [part.shape[1] for part in parts]
        x = torch.cat([part.float() for part in parts], dim=1)
    return Rows(x, batch[task.targets[0]], total, learned.settings.batch_size), widths


def _optimizer(network: Alone, settings: Settings) -> torch.optim.Optimizer:
    """Torch's optimiser of the recipe's formula."""
    kinds = kinds_of(network.network, settings)
    named = dict(network.network.named_parameters())
    groups = [
        {
            "params": [named[name] for name, kind in kinds.items() if kind.decayed is decayed],
            "weight_decay": settings.weight_decay if decayed else 0.0,
        }
        for decayed in (True, False)
    ]
    groups = [group for group in groups if group["params"]]
    rate, momentum, name = settings.learning_rate, settings.momentum, settings.optimiser
    if name in ("sgd", "momentum", "nesterov"):
        momentum = 0.0 if name == "sgd" else momentum
        return torch.optim.SGD(groups, lr=rate, momentum=momentum, nesterov=name == "nesterov")
    if name == "adagrad":
        return torch.optim.Adagrad(groups, lr=rate)
    if name == "rmsprop":
        return torch.optim.RMSprop(groups, lr=rate, alpha=settings.beta2, momentum=momentum)
    betas = (momentum, settings.beta2)
    if name == "adam":
        return torch.optim.Adam(groups, lr=rate, betas=betas)
    return torch.optim.AdamW(groups, lr=rate * (ASIDE if name == "muon" else 1.0), betas=betas)


def _tally(pair: Pair, run: Run, settings: Settings) -> Tally:
    """What the coach counts, from the run's history."""
    tally, steps = Tally(*pair), int(run.model.about["steps"])
    tally.steps = steps
    tally.losses = [line["batch/loss"] for line in run.history]
    aside = ASIDE if settings.optimiser == "muon" else 1.0
    tally.rates = [
        aside * learning_rate(settings, number, steps)
        for number in range(0, steps, max(1, steps // 32))
    ]
    return tally


def _strategy(run: Run, learned: Learned, human: float | None) -> Ladder | None:
    """The ladder of a run whose goal is an accuracy."""
    if learned.task.goal.measure != "accuracy":
        return None
    errors = {
        rung: 1.0 - run.measures[split]["accuracy"] if split in run.measures else None
        for split, rung in RUNGS.items()
    }
    examples = learned.examples
    counts = {RUNGS[name]: len(rows) for name, rows in examples.splits.items() if name in RUNGS}
    counts["train"] = len(train_subset(examples, learned.settings.seed))
    trivial = run.model.about["trivial"].get("val", {}).get("accuracy")
    return ladder(
        human=human,
        train=errors["train"],
        train_dev=errors["train_dev"],
        dev=errors["dev"],
        test=errors["test"],
        counts=counts,
        majority=trivial,
        unit="fraction",
    )


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {
        "rule": verdict.rule,
        "health": verdict.health,
        "cause": verdict.cause,
        "statistic": _known(verdict.statistic),
        "threshold": _known(verdict.threshold),
        "evidence": list(verdict.evidence),
        "advice": [str(advice) for advice in verdict.advice],
    }


def _known(value: float | None) -> float | None:
    """A number that JSON can say."""
    return value if value is not None and math.isfinite(value) else None
