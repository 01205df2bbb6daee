"""Class names: their order, which of them are one, and what the training split decides.

    labels of all pictures --merged_labels--> one spelling each --class_list--> the classes of train

The class list belongs to the training split, by name. A class that val or test add is an error;
so is one they lack where the source is folders, since a missing folder is nearly always a
mistake. Cost: linear in the number of labels, with the careful work done once for each distinct
one.
"""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from netwright.errors import DataError

_DIGITS = re.compile(r"(\d{1,18})")
_SHOWN = 5  # names in a message before "and n more"

NaturalKey = tuple[int, float, tuple[str | int, ...], str]


def natural_key(text: str) -> NaturalKey:
    """Order as a person would: numbers by value, then words, with the numbers in them by value.

    Args:
        text: a class name.

    Returns:
        A key to sort by; different texts have different keys.

    Example:
        >>> sorted(["10", "9", "b10", "b9", "-1"], key=natural_key)
        ['-1', '9', '10', 'b9', 'b10']
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return (0, value, (), text)
    pieces = _DIGITS.split(text)  # words at even places, digits at odd ones
    chunks = tuple(int(piece) if i % 2 else piece for i, piece in enumerate(pieces))
    return (1, 0.0, chunks, text)


def shown(name: str) -> str:
    r"""Write a name so that a terminal shows it and does not obey it.

    Args:
        name: any file or class name, bytes that are not UTF-8 included.

    Returns:
        The same with everything unprintable escaped.

    Example:
        >>> print(shown("a\x1b[31m\nb"))
        a\x1b[31m\nb
    """
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in name)


def listed(names: Iterable[str]) -> str:
    """Join names for a message: the first few, and how many more there are."""
    every = list(names)
    rest = len(every) - _SHOWN
    text = ", ".join(shown(name) for name in every[:_SHOWN])
    return f"{text} and {rest:,} more" if rest > 0 else text


def merged_labels(labels: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give labels that differ only in blanks around them or a final dot one spelling.

    Args:
        labels: the label of each row, as written.

    Returns:
        The label of each row, and a sentence for each merging.

    Raises:
        DataError: if a label is blank.

    Example:
        >>> merged_labels(["cat", "Cat ", "cat.", "dog."])
        (('cat', 'Cat', 'cat', 'dog.'), ('the labels "cat", "cat." are one class: cat',))
    """
    blank = sum(not label.strip() for label in labels)
    if blank:
        raise DataError(
            f"labels must not be blank; got {blank:,} of {len(labels):,} that are",
            hint="fill them in, or remove those rows",
        )
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for label in dict.fromkeys(labels):
        trimmed = unicodedata.normalize("NFC", label.strip())
        spellings[trimmed.removesuffix(".").strip() or trimmed].append(label)
    one: dict[str, str] = {}
    notes = []
    for short, group in spellings.items():
        written = {unicodedata.normalize("NFC", label.strip()) for label in group}
        name = short if len(written) > 1 else written.pop()
        one.update(dict.fromkeys(group, name))
        if len(group) > 1:
            quoted = ", ".join(f'"{shown(label)}"' for label in group)
            notes.append(f"the labels {quoted} are one class: {shown(name)}")
    return tuple(one[label] for label in labels), tuple(notes)


def class_list(
    labels: Sequence[str], splits: Sequence[str | None], *, path: str, complete: bool
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """List the classes of the training split, and hold the other splits against them.

    Args:
        labels: the class of each row.
        splits: the split the source gives each row; None where it says nothing.
        path: the source, for messages.
        complete: whether val and test must have every class of train.

    Returns:
        The classes in natural order, and sentences a person should read.

    Raises:
        DataError: if there are fewer than two classes, or a split has other classes than train.

    Example:
        >>> class_list(["b", "a", "a"], [None] * 3, path="pets", complete=True)
        (('a', 'b'), ('classes with a single example: b',))
    """
    by_split: dict[str, Counter[str]] = {}
    for split, label in zip(splits, labels, strict=True):
        by_split.setdefault(split or "train", Counter())[label] += 1
    train = by_split.pop("train", Counter())
    classes = tuple(sorted(train, key=natural_key))
    notes = []
    for split, counts in by_split.items():
        added = sorted(counts.keys() - train.keys(), key=natural_key)
        if added:
            raise DataError(
                f"{path}: {split} must have the classes of train; got {listed(added)}, "
                "which train lacks",
                hint="add examples of it to train, or take it out of " + split,
            )
        lacking = sorted(train.keys() - counts.keys(), key=natural_key)
        if lacking and complete:
            raise DataError(
                f"{path}: {split} must have every class of train; got none of {listed(lacking)}",
                hint=f"add examples of it to {split}, or take it out of train",
            )
        if lacking:
            notes.append(f"{split} has no example of {listed(lacking)}")
    if len(classes) < 2:
        raise DataError(
            f"{path} must have at least 2 classes to tell apart; got {len(classes)}"
            + (f" ({shown(classes[0])})" if classes else ""),
            hint="put the pictures of each class into a folder of its own",
        )
    single = [name for name in classes if train[name] == 1]
    if single:
        notes.append(f"classes with a single example: {listed(single)}")
    return classes, (*notes, *_alike(classes))


def _alike(classes: Sequence[str]) -> list[str]:
    """Say which classes differ only in upper and lower case; they stay apart."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name in classes:
        groups[name.casefold()].append(name)
    return [
        f"classes that differ only in case stay apart: {listed(group)}"
        for group in groups.values()
        if len(group) > 1
    ]
