"""What is known to limit a model: sentences drawn from the numbers of its run, and nothing else."""

from collections.abc import Mapping

from netwright.report._content import ReportContent
from netwright.report._format import count, plain_value
from netwright.report._words import in_order, split_words

FEW = 30  # examples of a class below which its own scores say little
NAMED = 8  # classes named in a sentence


def limits(content: ReportContent) -> list[str]:
    """Say what is known to limit the model.

    Args:
        content: what the run holds.

    Returns:
        Plain sentences, the general one first.
    """
    said = ["The scores hold for data like those above. How it does on others was not measured."]
    if content.goal.split in ("train", "train_dev", "val"):
        said.append(
            f"The goal was measured on the {split_words(content.goal.split)} split, which training "
            "has seen or used to choose; on new data expect less."
        )
    said += _missing(content)
    few = [
        str(row.get("class", ""))
        for row in content.per_class
        if 0 < (row.get("support") or 0) < FEW
    ]
    if few:
        said.append(f"Classes measured on fewer than {FEW} examples: {_named(few)}.")
    said += [
        f"{words} examples: {plain_value(content.data[name])}."
        for name, words in (("quarantined", "Quarantined"), ("duplicates", "Duplicate"))
        if content.data.get(name)
    ]
    return [*said, *map(str, content.data.get("notes", ()))]


def _missing(content: ReportContent) -> list[str]:
    """A sentence for each split that lacks classes."""
    classes: Mapping[str, Mapping[str, int]] = content.data.get("classes", {})
    said = []
    for split in in_order(split for counts in classes.values() for split in counts):
        missing = [name for name, counts in classes.items() if not counts.get(split, 0)]
        if missing:
            words = split_words(split)
            said.append(
                f"Classes without {words} examples ({count(len(missing))}): {_named(missing)}."
            )
    return said


def _named(names: list[str]) -> str:
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {count(rest)} more" if rest > 0 else "")
