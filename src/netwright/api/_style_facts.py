"""Figures of the task ``style`` for the rules: those of a picture of ``stylize``, as means.

Pictures are those of val, or of train where there is no val.
"""

from netwright.api._stylize_end import StyleJudged
from netwright.api._verdict_facts import Trained
from netwright.tasks import StyleTraining
from netwright.training import train_subset


def style_figures(trained: Trained, task: StyleTraining) -> dict[str, float]:
    """The figures under the names of ``diagnosis``.

    Args:
        trained: a training of the task at its end.
        task: what it learned.

    Returns:
        name -> number.
    """
    examples, splits = trained.learned.examples, trained.scored.splits
    split = "val" if "val" in splits else "train"
    seed = trained.learned.settings.seed
    rows = examples.rows("val") if split == "val" else train_subset(examples, seed)
    arrays, output = examples.take(rows, task.targets), splits[split].output
    found = task.beside(output, arrays)
    judged = StyleJudged(
        costs={name: float(each.mean()) for name, each in found.made.items()},
        unchanged={name: float(each.mean()) for name, each in found.given.items()},
        unrelated={"content": float(task.unrelated(arrays).mean())},
        moved=float((((output - arrays["picture"]) / 255) ** 2).mean() ** 0.5),
    )
    # roughness tells noise of an optimiser from paint; strokes of a network may rightly be rough
    return {name: value for name, value in judged.figures.items() if name != "style/rough"}
