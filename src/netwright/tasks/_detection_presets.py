"""Settings of detection that follow from the data.

Each number was chosen on BCCD, 205 training pictures of blood cells; ``docs/log.md`` holds what was
tried.
"""

from typing import Any

from netwright.errors import SettingError

PICTURES_SEEN = 12_000  # in a training of few pictures: 60 epochs of 205
LEAST_EPOCHS, MOST_EPOCHS = 10.0, 80.0
MOST_SIDE = 416  # pixels: larger pictures cost more than they bring, where nobody asks for them
LEAST_SIDE = 64
STRIDE = 16
CROP = 13  # side / 13 pixels: 32 of 416


def detection_settings(*, train: int, side: int, model: str) -> dict[str, Any]:
    """Names and values, for ``recipe.resolve(inferred=...)``.

    Args:
        train: pictures that train.
        side: of the square they are laid into, in pixels.
        model: what the user asked for, or "auto".

    Returns:
        Settings by name.
    """
    return {
        "task": "detection",
        "model": "yolo" if model == "auto" else model,
        "members": 1,
        "batch_size": 8 if train < 2_000 else 16,
        "optimiser": "adamw",
        "learning_rate": 5e-3,
        "weight_decay": 0.02,
        "warmup": 0.15,
        "epochs": max(LEAST_EPOCHS, min(MOST_EPOCHS, PICTURES_SEEN / max(1, train))),
        "ema": 0.99,
        "augment": f"flip+crop:{max(1, side // CROP)}+brightness:0.1",
        "mosaic": 0.5,
        "evaluations": 10,
    }


def map_side(longer: float) -> int:
    """The side of the square for pictures of this usual longer side: a multiple of 16.

    Args:
        longer: width or height in pixels, whichever is more.

    Returns:
        From 64 to 416.

    Example:
        >>> map_side(640), map_side(100), map_side(20)
        (416, 112, 64)
    """
    cells = -(-int(longer) // STRIDE)
    return max(LEAST_SIDE, min(MOST_SIDE, cells * STRIDE))


def anchor_sizes(text: str) -> tuple[tuple[float, float], ...]:
    """Read sizes as the setting ``anchors`` writes them.

    Args:
        text: a number of anchors, or widths and heights in pixels, as 10x13+33x23.

    Returns:
        The sizes; none where a number says how many are to be found.

    Raises:
        SettingError: if a size is not above 0.

    Example:
        >>> anchor_sizes("10x13+33x23"), anchor_sizes("5")
        (((10.0, 13.0), (33.0, 23.0)), ())
    """
    if "x" not in text:
        return ()
    sizes = [tuple(float(side) for side in one.split("x")) for one in text.split("+")]
    if not all(min(size) > 0 for size in sizes):
        raise SettingError("anchors", text, wanted="widths and heights above 0, as 10x13+33x23")
    return tuple((size[0], size[1]) for size in sizes)
