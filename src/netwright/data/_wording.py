"""Counts and lists of names as notes say them."""

from collections.abc import Iterable
from itertools import islice


def counted(count: int, noun: str) -> str:
    """The count with its noun: "1 cell", "2,000 cells"."""
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def listed(names: Iterable[object], *, most: int = 8) -> str:
    """The first names as Python writes them; dots stand for the rest: "'a', 'b', ..."."""
    shown = list(islice(names, most + 1))
    return ", ".join([*map(repr, shown[:most]), *(["..."] if len(shown) > most else [])])
