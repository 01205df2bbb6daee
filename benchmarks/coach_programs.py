"""The small training programs of ``coach_cases``, each run under ``netwright.watch``.

``engine.py`` there says what a specification means: data, network, loss, optimiser. The loop here
is the one a user would write, with the faults of the specification in it.
"""

import json
import sys
import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from shared import data_folder
from torch import Tensor, nn

import netwright
from netwright.diagnosis import Diagnosis

FOLDER = data_folder().parent / "coach_cases"


@dataclass(frozen=True, kw_only=True)
class Program:
    """One program.

    ``group`` is the faulty program that it belongs to, or its own name; ``kind`` is "faulty",
    "mended" or "healthy"; ``causes`` are the true ones and ``near`` those that are acceptable.
    """

    name: str
    group: str
    kind: str
    fault: str = ""
    spec: dict[str, Any] = field(default_factory=dict)
    causes: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def programs() -> list[Program]:
    """Faulty ones, the same mended, and healthy ones."""
    listed = json.loads((FOLDER / "dev.json").read_text(encoding="utf-8"))
    found = []
    for one in listed["faulty"]:
        name, spec = one["id"], one["spec"]
        causes, near = tuple(one["ground_truth"]), tuple(one["also_acceptable"])
        about = {"group": name, "fault": one["words"]}
        found.append(
            Program(name=name, kind="faulty", spec=spec, causes=causes, near=near, **about)
        )
        mended = {**spec, **one["fix"]}
        found.append(Program(name=f"{name} mended", kind="mended", spec=mended, **about))
    found += [
        Program(name=one["id"], group=one["id"], kind="healthy", spec=one["spec"])
        for one in listed["healthy"]
    ]
    return found


def watched(program: Program, seed: int) -> Diagnosis:
    """Run it; what the coach found, with the facts it read."""
    engine = _engine()
    spec = program.spec
    torch.manual_seed(seed)
    chance = np.random.RandomState(seed)
    rows, targets, held, held_targets, task, classes = _data(engine, spec, chance)
    engine.THR = 0.0 if spec["loss"].startswith("bce") and spec["loss"] != "bce_p" else 0.5
    model = engine.build(spec["net"], rows.shape[1:], spec.get("init", "glorot"))
    parameters = _parameters(model, spec)
    optimizer = engine.mkopt(parameters, spec["opt"])
    loss_fn = _loss(engine, spec["loss"], classes)
    size = min(spec["bs"], len(rows))
    with (
        warnings.catch_warnings(action="ignore"),
        netwright.watch(
            model, optimizer, loss_fn, train=(rows, targets), valid=(held, held_targets)
        ) as coach,
    ):
        falling = _schedule(optimizer, spec, -(-len(rows) // size))
        for epoch in range(spec["ep"]):
            model.train()
            kept = np.arange(len(rows)) if spec.get("noshuffle") else chance.permutation(len(rows))
            for some in np.array_split(kept, range(size, len(rows), size)):
                if _too_few(model, some, len(rows)):
                    continue
                x = engine.AUG[spec["aug"]](rows[some]) if spec.get("aug") else rows[some]
                loss = _step(model, optimizer, loss_fn, (x, targets[some]), spec)
                if falling is not None:
                    falling.step()
                coach.step(loss)
            if not spec.get("evaltrain"):
                model.eval()
            with torch.no_grad():
                answers = model(held)
            coach.epoch(
                valid_loss=float(engine.lossf(spec["loss"], answers, held_targets, classes)),
                valid_metric=engine.metric(answers, held_targets, task),
            )
            if epoch > 2 and not all(torch.isfinite(p).all() for p in model.parameters()):
                break
        report = coach.report()
    return report.diagnosis


def _engine() -> Any:  # noqa: ANN401  a module that has no types
    if str(FOLDER) not in sys.path:
        sys.path.insert(0, str(FOLDER))
    import engine

    return engine


def _data(engine: Any, spec: dict[str, Any], chance: Any) -> tuple[Any, ...]:  # noqa: ANN401
    x, held, y, held_y, task = engine.data(spec["data"])
    arrays = [np.copy(one) for one in (x, held, y, held_y)]
    for change in spec.get("tx", []):
        arrays = list(engine.TX[change](*arrays, chance))
    x, held, y, held_y = arrays
    targets, held_targets = (_targets(one, task) for one in (y, held_y))
    many = targets.dtype == torch.long
    counted = int(max(targets.max(), held_targets.max())) + 1 if many else 0
    classes = int(spec.get("ncls", counted))
    return torch.tensor(x), targets, torch.tensor(held), held_targets, task, classes


def _targets(values: Any, task: str) -> Tensor:  # noqa: ANN401
    whole = task in ("cls", "bin") and np.asarray(values).dtype.kind in "iu"
    return torch.tensor(values, dtype=torch.long if whole else torch.float32)


def _parameters(model: nn.Module, spec: dict[str, Any]) -> list[nn.Parameter]:
    layers = [one for one in model.modules() if isinstance(one, nn.Linear | nn.Conv2d)]
    for index in spec.get("freeze", []):
        layers[index].requires_grad_(False)
    if spec.get("wrongparams"):
        return [nn.Parameter(p.detach().clone()) for p in model.parameters()]
    return list(model.parameters())


def _schedule(optimizer: torch.optim.Optimizer, spec: dict[str, Any], steps: int) -> Any:  # noqa: ANN401
    if "onecycle" not in spec:
        return None
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer, spec["onecycle"], total_steps=spec["ep"] * steps
    )


def _too_few(model: nn.Module, some: Any, rows: int) -> bool:  # noqa: ANN401
    normed = any(isinstance(one, nn.BatchNorm1d | nn.BatchNorm2d) for one in model.modules())
    return len(some) < 2 <= rows and normed


def _step(
    model: nn.Module,
    optimizer: torch.optim.Optimizer,
    loss_fn: nn.Module,
    rows: tuple[Tensor, Tensor],
    spec: dict[str, Any],
) -> Tensor:
    if spec.get("zg", True):
        optimizer.zero_grad()
    loss: Tensor = loss_fn(model(rows[0]), rows[1])
    if spec.get("l2"):
        layers = [one for one in model.modules() if isinstance(one, nn.Linear | nn.Conv2d)]
        squares = [(one.weight**2).sum() for one in layers]
        loss = loss + spec["l2"] * torch.stack(squares).sum()
    if loss.requires_grad:
        loss.backward()  # type: ignore[no-untyped-call]
    if "clip" in spec:
        nn.utils.clip_grad_norm_(model.parameters(), spec["clip"])
    optimizer.step()
    return loss


class _Named(nn.Module):
    """A loss of the engine that torch has no class for."""

    def __init__(self, engine: Any, name: str, classes: int) -> None:  # noqa: ANN401
        super().__init__()
        self.engine, self.name, self.classes = engine, name, classes

    def forward(self, output: Tensor, target: Tensor) -> Tensor:
        return self.engine.lossf(self.name, output, target, self.classes)


class _Squeezed(nn.Module):
    """A loss of one number a row: (n, 1) answers against (n,) targets."""

    def __init__(self, loss: nn.Module) -> None:
        super().__init__()
        self.loss = loss

    def forward(self, output: Tensor, target: Tensor) -> Tensor:
        flat = output.squeeze(-1) if output.dim() > target.dim() else output
        return self.loss(flat, target.float())


def _loss(engine: Any, name: str, classes: int) -> nn.Module:  # noqa: ANN401
    known = {
        "ce": nn.CrossEntropyLoss(),
        "ce_ls": nn.CrossEntropyLoss(label_smoothing=0.1),
        "bce": _Squeezed(nn.BCEWithLogitsLoss()),
        "mse": _Squeezed(nn.MSELoss()),
        "mae": _Squeezed(nn.L1Loss()),
    }
    return known.get(name) or _Named(engine, name, classes)
