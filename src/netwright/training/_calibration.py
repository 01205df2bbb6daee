"""How fast a machine is, as plain values: rates with their ranges, and what they were taken of."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from netwright.errors import DamageError
from netwright.training._machine import Machine, machine_from

BUSY = 0.25  # other processes for each core that make rates unlike the machine's


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How fast one operation is.

    Args:
        name: of the probe.
        unit: "GFLOP/s", "GOP/s" or "GB/s".
        threads: of torch.
        median: of the rounds; None where there is no figure.
        low: the slowest round; None where there is no figure.
        high: the fastest round; None where there is no figure.
        rounds: how many.
        problem: why there is no figure; empty where there is one.
    """

    name: str
    unit: str
    threads: int
    median: float | None = None
    low: float | None = None
    high: float | None = None
    rounds: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was measured, and of what.

    Args:
        rates: of every probe, with all threads and, of some, with one.
        machine: torch's build, compiler and accelerators.
        cores: that this process may use.
        load: processes that ran in the minute before, on average; None where that is not known.
        when: day and time, UTC.
        seconds: that measuring took.
    """

    rates: tuple[Rate, ...]
    machine: Machine
    cores: int
    load: float | None
    when: str
    seconds: float

    @property
    def busy(self) -> bool:
        """Whether other work ran, so that the rates are not the machine's."""
        return self.load is not None and self.load > BUSY * self.cores

    def rate(self, name: str, *, threads: int | None = None) -> float | None:
        """The median of a probe.

        Args:
            name: of the probe.
            threads: of torch; None for all of them.

        Returns:
            In the probe's unit; None where there is no figure.
        """
        wanted = (name, self.cores if threads is None else threads)
        found = (rate.median for rate in self.rates if (rate.name, rate.threads) == wanted)
        return next(found, None)

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def calibration_from(values: object, *, name: str = "calibration") -> Calibration:
    """Make a calibration of what ``to_dict`` gave.

    Args:
        values: plain values.
        name: the file, for messages.

    Returns:
        The calibration.

    Raises:
        DamageError: if a value is missing or of another kind.
    """
    if not isinstance(values, Mapping):
        raise DamageError(f"{name} must hold a calibration; got {type(values).__name__}")
    try:
        rates = tuple(Rate(**rate) for rate in values["rates"])
        machine = machine_from(values["machine"])
        found = Calibration(**{**values, "rates": rates, "machine": machine})
    except (KeyError, TypeError) as error:
        raise DamageError(f"{name} must hold a calibration; got {error}") from error
    for rate in rates:
        figures = (rate.median, rate.low, rate.high)
        if not all(figure is None or _is_positive(figure) for figure in figures):
            raise DamageError(f"{name} must give rates above 0, or none; got {figures!r}")
    if not (_is_positive(found.cores) and _is_positive(found.seconds)):
        about = (found.cores, found.seconds)
        raise DamageError(f"{name} must give its cores and its seconds; got {about!r}")
    if not (isinstance(found.when, str) and isinstance(found.load, int | float | None)):
        about = (found.when, found.load)
        raise DamageError(f"{name} must say when it was measured and the load; got {about!r}")
    return found


def _is_positive(value: object) -> bool:
    return isinstance(value, int | float) and 0 < value < math.inf
