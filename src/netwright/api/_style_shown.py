"""What a report shows of the task ``style``: the style, pictures, and what was made of them."""

import numpy as np

from netwright.api._masks_drawn import as_seen, beside
from netwright.api._prepared import Prepared
from netwright.api._score import Scored
from netwright.api._stylize_run import pixels_of
from netwright.report import PartShown, PictureShown
from netwright.tasks import StyleTraining
from netwright.training import sized, train_subset

SHOWN = 8  # pictures


def style_parts(prepared: Prepared, task: StyleTraining, scored: Scored) -> list[PartShown]:
    """The sections.

    Args:
        prepared: examples and data.
        task: as it was trained.
        scored: the kept weights on every split.

    Returns:
        One section of pictures.
    """
    examples, splits = prepared.examples, scored.splits
    split = "val" if "val" in splits else "train"  # test is not for study
    seed = prepared.recipe.settings.seed
    rows = examples.rows("val") if split == "val" else train_subset(examples, seed)
    arrays, output = examples.take(rows, task.targets), splits[split].output
    costs = task.losses(output, arrays)
    style = pixels_of(sized(task.painting, task.side)[0])
    shown = [PictureShown(style, "the style")]
    for place in np.argsort(-costs, kind="stable")[:SHOWN].tolist():
        made = output[place].round().astype(np.uint8)
        words = f"{examples.names[int(rows[place])]}: given, painted; costs {costs[place]:.3g}"
        shown.append(PictureShown(beside(as_seen(arrays["picture"][place]), as_seen(made)), words))
    return [
        PartShown(
            title="Pictures painted",
            said=f"Those of {split} that cost most; an unchanged training picture costs 1.",
            pictures=shown,
        )
    ]
