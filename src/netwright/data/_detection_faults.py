"""What may be wrong with annotations, counted rule by rule, each with what was done about it.

    a reader or the checks --add(rule, place)--> Tally --faults--> sentences for a person

``RULES`` is the whole list. Nothing is repaired that is not on it, and nothing is dropped in
silence: an object that is not learned is counted here. Where a rule says "clipped" or "scaled",
the box stays; where it says "left out", the box, or the picture with all of its boxes, does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from netwright.data._classes import shown

PLACES = 20  # kept of each rule; all are counted
SHOWN = 4  # of them in a sentence

# rule -> what is done about it, in the order in which they are told
RULES = {
    "annotation files that cannot be read": "left out",
    "annotations whose picture is missing": "left out",
    "annotated pictures that are no pictures": "left out",
    "pictures without an annotation": "left out",
    "pictures in none of the given splits": "left out",
    "pictures annotated more than once": "the first annotation is kept",
    "pictures in more than one split": "kept in the first of train, val, test",
    "pictures of another size than annotated": "their boxes are scaled with them",
    "pictures of another shape than annotated": "left out",
    "boxes that are not four finite numbers": "left out",
    "boxes whose class is not listed": "left out",
    "empty boxes": "left out",
    "boxes that end before they begin": "left out",
    "boxes outside their picture": "left out",
    "boxes across the edge of their picture": "clipped to it",
    "boxes drawn twice": "kept once",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule that some annotations break.

    Args:
        rule: one of ``RULES``.
        count: how many boxes, pictures or files break it, 1 or more.
        done: what was done about them.
        places: the first of them, 20 at most.
    """

    rule: str
    count: int
    done: str
    places: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """The fault in one line, with the first places."""
        places = ", ".join(shown(place) for place in self.places[:SHOWN])
        rest = self.count - min(SHOWN, len(self.places))
        more = f" and {rest:,} more" if rest else ""
        return f"{self.count:,} {self.rule}: {self.done} ({places}{more})"


class Tally:
    """Counts places by rule while annotations are read."""

    def __init__(self) -> None:
        self._counts = dict.fromkeys(RULES, 0)
        self._places: dict[str, list[str]] = {rule: [] for rule in RULES}

    def add(self, rule: str, place: str) -> None:
        """Count one more break of ``rule``, which must be one of ``RULES``, at ``place``."""
        self._counts[rule] += 1
        if len(self._places[rule]) < PLACES:
            self._places[rule].append(place)

    def add_all(self, rule: str, places: Iterable[str]) -> None:
        """Count several breaks of one rule."""
        for place in places:
            self.add(rule, place)

    def faults(self) -> tuple[Fault, ...]:
        """All that was counted, in the order of ``RULES``."""
        return tuple(
            Fault(rule, self._counts[rule], done, tuple(self._places[rule]))
            for rule, done in RULES.items()
            if self._counts[rule]
        )
