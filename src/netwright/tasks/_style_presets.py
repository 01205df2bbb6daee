"""Settings of style that follow from the data.

Rate and batch are those of Johnson, Alahi & Fei-Fei 2016, arXiv:1603.08155, section 4.1, whose
trainings saw 160,000 pictures.
"""

from typing import Any

PICTURES_SEEN = 4_000
MOST_EPOCHS = 200.0
BATCH = 4
HELD, SHARE = 16, 0.2  # pictures in val and in test, at most: each takes seconds to look at
WIDTH = 0.5  # 11 G multiply-adds at 512 by 512


def style_settings(pictures: int) -> dict[str, Any]:
    """Names and values, for ``recipe.resolve(inferred=...)``.

    Args:
        pictures: in all, 1 or more.

    Returns:
        Settings by name.
    """
    share = min(SHARE, HELD / max(1, pictures))
    return {
        "task": "style",
        "model": "style",
        "members": 1,
        "width": WIDTH,
        "val_share": share,
        "test_share": share,
        "batch_size": max(1, min(BATCH, pictures)),
        "optimiser": "adam",
        "learning_rate": 1e-3,
        "weight_decay": 0.0,
        "schedule": "flat-cosine",
        "epochs": max(1.0, min(MOST_EPOCHS, PICTURES_SEEN / max(1, pictures))),
        "augment": "flip",
        "evaluations": 5,
    }
