"""Settings of a training that begins with weights learned elsewhere.

Each number here was chosen by measurement; ``docs/log.md`` holds what was tried.
"""

from typing import Any

from netwright.tasks._presets import DataFacts

FEW = 1_000  # training pictures below which only the output layer learns, unless asked otherwise


def transfer_settings(facts: DataFacts, *, freeze: str | None, thaw: float) -> dict[str, Any]:
    """Settings that take the place of those ``inferred_settings`` gives.

    Args:
        facts: of the data.
        freeze: what the user asked for; None where nothing was said.
        thaw: the share of the steps after which frozen stages thaw; 0 for never.

    Returns:
        Names and values, for ``recipe.resolve(inferred=...)``.
    """
    if freeze is None:
        freeze = "features" if facts.train < FEW and not thaw else "none"
    if freeze == "features" and not thaw:
        return {
            "freeze": freeze,
            "batch_size": 32 if facts.train < 2_000 else 128,
            "optimiser": "adamw",
            "learning_rate": 1e-3,
            "momentum": 0.9,
            "weight_decay": 3.0,  # strong: there are more features than examples
            "schedule": "cosine",
            "warmup": 0.0,
            "smoothing": 0.0,
            "epochs": 30.0 if facts.train < 2_000 else 10.0,
            "evaluations": 10,
            "ema": 0.0,
            "augment": "none",
        }
    return {
        "freeze": freeze,
        "batch_size": 32,  # 16 was faster and scored less: its norms see too few pictures
        "optimiser": "nesterov",
        "learning_rate": 2e-3,  # small: what was learned elsewhere shall not be forgotten
        "momentum": 0.9,
        "weight_decay": 1e-4,
        "schedule": "cosine",
        "warmup": 0.1,
        "smoothing": 0.0,
        "epochs": 4.0,
        "evaluations": 4,
        "ema": 0.0,
        "augment": "flip",
    }
