"""Settings of image to image that follow from the data.

``docs/log.md`` holds what was tried.
"""

from typing import Any

PICTURES_SEEN = 6_000  # in a training of few pictures: 60 epochs of 100
LEAST_EPOCHS, MOST_EPOCHS = 10.0, 200.0
BATCH = 8
RATE = 2e-3
GENTLE = 1e-3  # for pictures that are made: tanh and a distance have steeper slopes


def image_to_image_settings(train: int, *, classes: int, model: str) -> dict[str, Any]:
    """Names and values, for ``recipe.resolve(inferred=...)``.

    Args:
        train: pairs that train.
        classes: of masks; 0 where pictures are made.
        model: what the user asked for, or "auto".

    Returns:
        Settings by name.
    """
    return {
        "task": "image-to-image",
        "model": "unet" if model == "auto" else model,
        "members": 1,
        "batch_size": max(1, min(BATCH, train)),
        "optimiser": "adamw",
        "learning_rate": RATE if classes else GENTLE,
        "weight_decay": 0.01,
        "warmup": 0.2,
        "epochs": max(LEAST_EPOCHS, min(MOST_EPOCHS, PICTURES_SEEN / max(1, train))),
        "ema": 0.98,
        "augment": "flip",
        "evaluations": 10,
    }


def values_in(text: str) -> tuple[int, ...]:
    """Read values as the setting ``void`` writes them.

    Args:
        text: numbers joined by +; empty for none.

    Returns:
        The numbers, in their order.

    Example:
        >>> values_in("11"), values_in("0+255"), values_in("")
        ((11,), (0, 255), ())
    """
    return tuple(int(part) for part in text.split("+") if part)
