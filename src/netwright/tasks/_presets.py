"""Settings that follow from the task and the data, and what a preset changes in them.

Each number here was chosen by measurement; ``docs/log.md`` holds what was tried.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from netwright.models import usual_dropout
from netwright.recipe import DECOUPLED
from netwright.tasks._detection_presets import detection_settings
from netwright.tasks._image_to_image_presets import image_to_image_settings
from netwright.tasks._style_presets import style_settings
from netwright.tasks._verification_presets import verification_settings

# optimiser -> its learning rate over AdamW's, and its momentum (None: as inferred)
OPTIMISERS = {
    "sgd": (100.0, None),
    "momentum": (10.0, 0.9),
    "nesterov": (10.0, 0.9),
    "adagrad": (2.0, None),
    "rmsprop": (0.1, None),
    "adam": (1.0, None),
    "adamw": (1.0, None),
    "muon": (10.0, None),
}
DECAY = 5e-4  # at most, where the decay is added to the gradient
FLAT = ("logistic", "mlp")  # networks that do not see neighbours
MANY = 10_000  # colour pictures from which Muon gets farther than AdamW in the same time
MUON: dict[str, Any] = {
    "optimiser": "muon",
    "learning_rate": 0.1,
    "momentum": 0.8,
    "warmup": 0.2,
    "smoothing": 0.1,
    "ema": 0.99,
    "batch_size": 250,
}
LEAST_SIDE, MOST_SIDE = 24, 64  # pixels, of pictures for which that was measured, about
LONG = 3.0  # minutes from which a training is worth a wider network and stronger augmentation


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFacts:
    """What the settings depend on.

    Args:
        train: rows that train.
        classes: how many; 0 for a number.
        side: of pictures, in pixels; 0 for tables.
        channels: of pictures; 0 for tables.
    """

    train: int
    classes: int = 0
    side: int = 0
    channels: int = 0


def inferred_settings(
    task: str, facts: DataFacts, *, model: str, minutes: float | None
) -> dict[str, Any]:
    """Settings of a task on data like these.

    Args:
        task: the task's name.
        facts: of the data.
        model: what the user asked for, or "auto".
        minutes: the user's budget; None where there is none.

    Returns:
        Names and values, for ``recipe.resolve(inferred=...)``.
    """
    if task == "verification":
        return verification_settings(train=facts.train, channels=facts.channels, model=model)
    if task == "detection":
        return detection_settings(train=facts.train, side=facts.side, model=model)
    if task == "image-to-image":
        return image_to_image_settings(facts.train, classes=facts.classes, model=model)
    if task == "style":
        return style_settings(facts.train)
    if facts.side:
        return {**_pictures(facts, model, minutes), "task": task}
    return _tables(task, facts, model)


def optimiser_settings(name: str, inferred: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of an optimiser that the user chose, in place of those for the inferred one.

    Args:
        name: of the optimiser.
        inferred: from ``inferred_settings``, whose rate is that of its own optimiser.

    Returns:
        Names and values, for ``recipe.resolve(inferred=...)``; empty if it is the inferred one.
    """
    if name == inferred["optimiser"] or name not in OPTIMISERS:
        return {}
    factor, momentum = OPTIMISERS[name]
    factor /= OPTIMISERS[inferred["optimiser"]][0]
    found: dict[str, Any] = {"learning_rate": factor * float(inferred["learning_rate"])}
    if momentum is not None:
        found["momentum"] = momentum
    if name not in DECOUPLED:
        found["weight_decay"] = min(DECAY, float(inferred["weight_decay"]))
    return found


def preset_settings(
    preset: str, inferred: dict[str, Any], *, minutes: float | None = None
) -> dict[str, Any]:
    """What a preset changes.

    Args:
        preset: "fast", "medium" or "best"; medium changes nothing.
        inferred: from ``inferred_settings``.
        minutes: the user's budget, which decides on the epochs where there is one.

    Returns:
        Names and values, for ``recipe.resolve(preset=...)``.
    """
    factor = {"fast": 1 / 3, "medium": 1.0, "best": 3.0}[preset]
    found: dict[str, Any] = {}
    if minutes is None and factor != 1.0:
        found["epochs"] = max(1.0, float(inferred["epochs"]) * factor)
    if preset == "fast":
        found["members"] = min(4, int(inferred["members"]))
    return found


def _pictures(facts: DataFacts, model: str, minutes: float | None) -> dict[str, Any]:
    long = minutes is not None and minutes >= LONG
    small = LEAST_SIDE <= facts.side <= MOST_SIDE
    many = small and facts.channels == 3 and facts.train >= MANY
    if model == "auto":
        model = "speedrun" if long and many else "convnet"
    batch = 32 if facts.train < 500 else 64 if facts.train < 5_000 else 128
    batch = 256 if facts.train >= 20_000 else batch
    colour = facts.channels == 3
    epochs = max(1.0, min(30.0, 500 * batch / max(1, facts.train)))
    found: dict[str, Any] = {
        "task": "image-classification",
        "model": model,
        "members": 1,
        "batch_size": batch,
        "optimiser": "adamw",
        "learning_rate": 1e-2,
        "momentum": 0.7,
        "weight_decay": 0.0,
        "warmup": 0.25,
        "smoothing": 0.05,
        "epochs": min(60.0, 2 * epochs) if colour else 1.0 if facts.train >= 20_000 else epochs,
        "ema": 0.98,
        "augment": "shift+flip" if colour else "shift",
    }
    if usual_dropout(model, facts.side):
        found["dropout"] = usual_dropout(model, facts.side)
    if model in FLAT:
        found.update(learning_rate=1e-3, momentum=0.9, augment="none", ema=0.0)
        found["epochs"] = max(15.0, epochs)  # one makes an mlp worse: docs/learning_curve.md
    elif many:
        found.update(MUON, augment=f"altflip+crop:{facts.side // 16}")
        if long and model == "convnet":
            found.update(width=1.5)
    elif long:
        # colour pictures of this size take an affine resampling longer than the network's step
        augment = "shift+flip" if colour else "affine"
        found.update(width=1.5, augment=augment, ema=0.998, smoothing=0.0)
    return found


def _tables(task: str, facts: DataFacts, model: str) -> dict[str, Any]:
    model = "mlp" if model == "auto" else model
    batch = 128 if facts.train < 5_000 else 256
    steps = 450 if facts.train < 5_000 else 1_000
    return {
        "task": task,
        "model": model,
        "members": 8 if model == "mlp" else 1,
        "width": 0.5,
        "batch_size": batch,
        "optimiser": "adamw",
        "learning_rate": 1e-2 if model != "mlp" else 1e-3 if facts.train < 5_000 else 2e-3,
        "beta2": 0.95,
        "weight_decay": 0.02,
        "dropout": (0.5 if facts.train < 5_000 else 0.2) if model == "mlp" else 0.0,
        "schedule": "flat-cosine",
        "warmup": 0.0,
        "epochs": max(8.0, min(60.0, steps * batch / max(1, facts.train))),
    }
