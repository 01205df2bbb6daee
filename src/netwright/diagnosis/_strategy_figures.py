"""The figures of the ladder as people give them, brought to one form.

    human=7.5, train=8, dev=10                 errors; all in per cent, or all as fractions
    train_acc=97.1, dev_err=3                  an accuracy, or an error said to be one
    counts={"dev": 100} or n_dev=100           how many examples an error was measured on

Per cent is understood where an error is 1 or more, or an accuracy more than 1: a fraction cannot
be, and an error of exactly 1 is 1 % rather than all of it. ``unit`` settles it where that is wrong.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from netwright.errors import SettingError, unknown_name

BySize = Mapping[str, Sequence[float]] | Mapping[int, Sequence[float]]
Unit = Literal["percent", "fraction"]
RUNGS = ("human", "train", "train_dev", "dev", "test")
COUNTED = (*RUNGS, "errors")  # "errors": how many wrong answers a person has looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything as fractions.

    Args:
        errors: rung -> error, from 0 to 1, in the order of the ladder; only what was given.
        counts: rung -> examples; a rung without one is exact.
        majority: share of the most frequent class; None where unknown.
        mislabelled: share of the dev errors whose label is wrong; None where unknown.
        slices: name -> share of the dev errors.
        curve: (examples, train error or None, dev error), by size.
        looks: how many models were compared on dev; None where unknown.
    """

    errors: Mapping[str, float]
    counts: Mapping[str, int]
    majority: float | None = None
    mislabelled: float | None = None
    slices: Mapping[str, float]
    curve: tuple[tuple[int, float | None, float], ...] = ()
    looks: int | None = None

    @property
    def base(self) -> float:
        """The error that gaps are held against: that of dev, or of what is nearest to it."""
        for rung in ("dev", "train_dev", "test", "train"):
            if rung in self.errors:
                return self.errors[rung]
        return 0.0


def read_figures(
    errors: Mapping[str, float | None],
    *,
    counts: Mapping[str, int | None] | None,
    also: Mapping[str, float | None],
    shares: Mapping[str, float | None],
    slices: Mapping[str, float] | None,
    by_size: BySize | None,
    looks: int | None,
    unit: Unit | None,
) -> Figures:
    """Bring figures to one form.

    Args:
        errors: rung -> error, None where it is not known.
        counts: rung, or ``n_<rung>`` -> examples, None where exact.
        also: ``<rung>_err``, ``<rung>_acc``, ``n_<rung>`` -> the same by other names.
        shares: "majority" of all examples, "mislabelled_share" of the dev errors.
        slices: name -> share of the dev errors.
        by_size: training examples -> (train error, dev error), or (dev error,). Where the ladder
            has no train or dev error, those at the largest size stand for it.
        looks: how many models were compared on dev.
        unit: of all errors, accuracies and the majority; None to see it from the values.

    Returns:
        The figures as fractions.

    Raises:
        SettingError: naming the first figure that cannot be one.
    """
    wrong, right, number = _sorted(errors, counts, also)
    curve, majority = _curve(by_size), shares.get("majority")
    seen = [*wrong.values(), *(error for _, *pair in curve for error in pair if error is not None)]
    scale = _scale(unit, seen, [*right.values(), *([] if majority is None else [majority])])
    found = {name: _share(name, value, scale) for name, value in wrong.items()}
    found |= {name: 1 - _share(f"{name}_acc", value, scale) for name, value in right.items()}
    scaled = _scaled(curve, scale)
    for _, train, dev in scaled[-1:]:
        found = {**({} if train is None else {"train": train}), "dev": dev, **found}
    mislabelled = _own_share("mislabelled_share", shares.get("mislabelled_share"))
    if not found and mislabelled is None and not slices:
        raise SettingError("dev", None, wanted="an error; the ladder has no figure at all")
    if looks is not None and looks < 1:
        raise SettingError("looks", looks, wanted="1 or more")
    tables = {name: _own_share(f"slices[{name!r}]", part) for name, part in (slices or {}).items()}
    return Figures(
        errors={rung: found[rung] for rung in RUNGS if rung in found},
        counts=_counts(number),
        majority=None if majority is None else _share("majority", majority, scale),
        mislabelled=mislabelled,
        slices={name: part for name, part in tables.items() if part is not None},
        curve=scaled,
        looks=looks,
    )


def points(share: float) -> str:
    """A difference of shares in words: 0.04 is "4 points"."""
    said = f"{100 * share:.3g}"
    return f"{said} point" if said in ("1", "-1") else f"{said} points"


def _scale(unit: Unit | None, errors: Sequence[float], shares: Sequence[float]) -> float:
    """100 for per cent: an error of 1 or more, or a share above 1, where the unit is not said."""
    if unit not in (None, "percent", "fraction"):
        raise SettingError("unit", unit, wanted="percent or fraction")
    large = any(value >= 1 for value in errors) or any(value > 1 for value in shares)
    return 100.0 if unit == "percent" or (unit is None and large) else 1.0


def _sorted(
    errors: Mapping[str, float | None],
    counts: Mapping[str, int | None] | None,
    also: Mapping[str, float | None],
) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Errors, accuracies and counts by rung, each given once."""
    wrong = {rung: value for rung, value in errors.items() if value is not None}
    right: dict[str, float] = {}
    number: dict[str, float] = {
        name.removeprefix("n_"): count
        for name, count in (counts or {}).items()
        if count is not None
    }
    places = {f"{rung}_err": (wrong, rung) for rung in RUNGS}
    places |= {f"{rung}_acc": (right, rung) for rung in RUNGS}
    places |= {f"n_{rung}": (number, rung) for rung in COUNTED}
    for name, value in also.items():
        if name not in places:
            raise unknown_name("figure", name, [*RUNGS, *places])
        if value is None:
            continue
        place, rung = places[name]
        if rung in place or (place is not number and (rung in wrong or rung in right)):
            raise SettingError(rung, value, wanted="given once", hint=f"{name} says it again")
        place[rung] = value
    return wrong, right, number


def _counts(counts: Mapping[str, float]) -> dict[str, int]:
    for name, value in counts.items():
        if name not in COUNTED:
            raise unknown_name("counts", name, COUNTED)
        if not (math.isfinite(value) and value >= 1 and value == int(value)):
            raise SettingError(f"counts[{name!r}]", value, wanted="a whole number of 1 or more")
    return {name: int(value) for name, value in counts.items()}


def _curve(
    by_size: BySize | None,
) -> list[tuple[int, float | None, float]]:
    """(examples, train error or None, dev error) by size."""
    points = []
    for name, pair in (by_size or {}).items():
        text = str(name)
        if not (text.isdecimal() and int(text)):
            raise SettingError("err_by_n", name, wanted="keyed by numbers of examples")
        if len(pair) not in (1, 2):
            wanted = "a train and a dev error, or a dev error alone"
            raise SettingError(f"err_by_n[{text}]", list(pair), wanted=wanted)
        points.append((int(text), pair[0] if len(pair) == 2 else None, pair[-1]))
    return sorted(points, key=lambda point: point[0])


def _scaled(
    curve: Sequence[tuple[int, float | None, float]], scale: float
) -> tuple[tuple[int, float | None, float], ...]:
    name = "err_by_n"
    return tuple(
        (size, None if train is None else _share(name, train, scale), _share(name, dev, scale))
        for size, train, dev in curve
    )


def _share(name: str, value: float, scale: float) -> float:
    if not (math.isfinite(value) and 0 <= value <= scale):
        wanted = f"an error or a share from 0 to {scale:g}"
        raise SettingError(name, value, wanted=wanted, hint="unit= says whether it is per cent")
    return value / scale


def _own_share(name: str, value: float | None) -> float | None:
    """A share of the errors, whose unit is seen from itself."""
    return None if value is None else _share(name, value, 100.0 if value > 1 else 1.0)
