"""Settings of verification that follow from the data.

Each number was chosen on ORL, 40 people with 10 pictures each; ``docs/log.md`` holds what was
tried.
"""

from typing import Any

PICTURES_SEEN = 24_000  # in a training of few pictures: 100 epochs of 240
FEW = 2_000  # pictures below which members, dropout and decay hold what is learned by heart
DIMS = 256  # of an end that follows from pictures
LEAST_EPOCHS, MOST_EPOCHS = 10.0, 120.0


def verification_settings(*, train: int, channels: int, model: str) -> dict[str, Any]:
    """Names and values, for ``recipe.resolve(inferred=...)``.

    Args:
        train: pictures that train.
        channels: 1 (grey) or 3 (RGB).
        model: what the user asked for, or "auto".

    Returns:
        Settings by name.
    """
    small, augment = train < FEW, "flip+affine+brightness+contrast"
    return {
        "task": "verification",
        "model": "embedder" if model == "auto" else model,
        "members": 3 if small and model in ("auto", "embedder") else 1,
        "batch_size": 32 if small else 64,
        "optimiser": "adamw",
        "learning_rate": 5e-3,
        "weight_decay": 0.2 if small else 0.05,
        "warmup": 0.2,
        "dropout": (0.5 if small else 0.2) if model in ("auto", "embedder") else 0.0,
        "epochs": max(LEAST_EPOCHS, min(MOST_EPOCHS, PICTURES_SEEN / max(1, train))),
        "ema": 0.99,
        "augment": f"{augment}+saturation" if channels == 3 else augment,
        "tta": "all",
        "evaluations": 1 if small else 8,  # a few people decide: the best look is the luckiest
    }


def verification_transfer_settings(
    train: int, *, freeze: str | None, objective: str
) -> dict[str, Any]:
    """Settings that take the place of these where the trunk learned elsewhere.

    Args:
        train: pictures that train.
        freeze: what the user asked for; None where nothing was said.
        objective: what is taught.

    Returns:
        Names and values.
    """
    if freeze is None:
        freeze = "features" if train < FEW else "none"
    ready = freeze == "features" and objective == "margin"  # nothing learns but its directions
    alone = {"epochs": 1.0} if ready else {}
    return {
        "freeze": freeze,
        "dims": DIMS,
        "members": 1,
        "learning_rate": 1e-3,
        "weight_decay": 1e-4,
        "ema": 0.0,
        **alone,
    }
