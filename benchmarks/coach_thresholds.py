"""The numbers that rules compare with, set on a half of the programs and held against the other.

A half of the faulty programs, each with its mended form, and of the healthy ones is drawn by
chance. Every number of the harm gate and of the rules is set on that half alone: it is tried at 0.5
to 2 times its value, and put in the middle of the factors that do best, one after the other in an
order drawn by chance. Best is: fewest false alarms, then most right causes, then most acceptable
ones. The rules with these numbers then judge the half that they have not seen.

Blind spot: a fork that only the changed numbers ask for was not run, and proves nothing.
"""

import ast
import inspect
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType

from coach_programs import Program

from netwright.diagnosis import Facts, Verdict, diagnose

FACTORS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.7, 2.0)
FEW = 10  # smaller whole numbers say how a statistic is made
HOMES = ("netwright.diagnosis._harm", "netwright.diagnosis.rules.")  # where they are


@dataclass(frozen=True)
class Number:
    """A threshold: the modules that read it, its name and its value."""

    modules: tuple[ModuleType, ...]
    name: str
    value: float


@dataclass(frozen=True, kw_only=True)
class Read:
    """A program of one seed, the cause that was named, the facts, and every rule's verdict."""

    program: Program
    seed: int
    cause: str | None
    facts: Facts
    verdicts: tuple[Verdict, ...]


@dataclass(frozen=True)
class Score:
    """Shares of the faulty programs, and how many of the others raised an alarm."""

    detected: float
    right: float
    near: float
    alarms: int
    quiet: int

    @property
    def key(self) -> tuple[float, ...]:
        """The larger, the better."""
        return (-self.alarms, self.right, self.near, self.detected)

    def __str__(self) -> str:
        return (
            f"detected {self.detected:.0%}, right {self.right:.0%}, right or acceptable "
            f"{self.near:.0%}, alarms {self.alarms} of {self.quiet}"
        )


def numbers() -> list[Number]:
    """Every number, whole ones from 10 on, that a rule or the harm gate gives a name."""
    modules = [m for name, m in sorted(sys.modules.items()) if name.startswith(HOMES)]
    found = []
    for owner in modules:
        assigned = [
            part.id
            for line in ast.parse(inspect.getsource(owner)).body
            if isinstance(line, ast.Assign)
            for part in ast.walk(line.targets[0])
            if isinstance(part, ast.Name)
        ]
        for name in assigned:
            value = getattr(owner, name)
            whole = isinstance(value, int)
            if isinstance(value, float) or (whole and value >= FEW):
                found.append(Number((owner, *_readers(modules, owner, name)), name, value))
    return found


def _readers(modules: Sequence[ModuleType], owner: ModuleType, name: str) -> list[ModuleType]:
    """Modules that import the number from its owner."""
    return [
        module
        for module in modules
        for line in ast.parse(inspect.getsource(module)).body
        if isinstance(line, ast.ImportFrom)
        and line.module == owner.__name__
        and any(alias.name == name for alias in line.names)
    ]


@contextmanager
def changed(number: Number, value: float) -> Iterator[None]:
    """Let the rules compare with another number."""
    before = number.modules[0].__dict__[number.name]
    _set(number, value)
    try:
        yield
    finally:
        _set(number, before)


def _set(number: Number, value: float) -> None:
    whole = isinstance(number.value, int)
    for module in number.modules:
        setattr(module, number.name, max(1, round(value)) if whole else value)


def score(reads: Sequence[Read], *, again: bool = True) -> Score:
    """How the rules do on these programs; ``again`` judges the facts, else the causes are kept."""
    detected = right = near = alarms = 0
    faulty = [one for one in reads if one.program.kind == "faulty"]
    for one in reads:
        cause = diagnose(one.facts, lambda _: None).cause if again else one.cause
        if one.program.kind != "faulty":
            alarms += cause is not None
            continue
        detected += cause is not None
        right += cause in one.program.causes
        near += cause in (*one.program.causes, *one.program.near)
    count = max(1, len(faulty))
    return Score(detected / count, right / count, near / count, alarms, len(reads) - len(faulty))


def cross_validate(reads: Sequence[Read], seed: int) -> tuple[Score, Score, Score]:
    """Set all numbers on one half: how the rules do there, on the other half, and with none set."""
    chance = random.Random(seed)
    groups = sorted({(one.program.kind == "healthy", one.program.group) for one in reads})
    chance.shuffle(groups)
    healthy = [name for is_healthy, name in groups if is_healthy]
    faulty = [name for is_healthy, name in groups if not is_healthy]
    chosen = {*healthy[::2], *faulty[::2]}
    one_half = [one for one in reads if one.program.group in chosen]
    other = [one for one in reads if one.program.group not in chosen]
    known = numbers()
    before = [(number, number.value) for number in known]
    chance.shuffle(known)
    for number in known:  # from far away, so that no value of today is a hint
        _set(number, number.value * chance.choice(FACTORS))
    unset = score(reads)
    for number in known:
        _set(number, _best(number, one_half))
    result = score(one_half), score(other), unset
    for number, value in before:
        _set(number, value)
    return result


def _best(number: Number, reads: Sequence[Read]) -> float:
    """The middle of the factors that do best."""
    tried: dict[float, tuple[float, ...]] = {}
    for factor in FACTORS:
        with changed(number, number.value * factor):
            tried[factor] = score(reads).key
    best = max(tried.values())
    equal = [factor for factor in FACTORS if tried[factor] == best]
    return number.value * equal[len(equal) // 2]
