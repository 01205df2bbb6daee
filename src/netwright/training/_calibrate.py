"""Measuring a machine: every probe in rounds, with all threads and with one.

    sizes     a probe grows until a call takes ``ENOUGH`` seconds; a format that is only emulated
              stays small
    rounds    every probe once in each, so that a slow moment of the machine hits all of them;
              the median of the rounds is the figure

Cost: about 3 s in all. Sizes and first calls take about 1 s of it; no round begins once ``BOUND``
seconds are over and ``FEWEST`` are done. torch has the threads it had before afterwards.

It refuses to guess: what torch cannot do here has no figure, but the reason for it.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import torch

from netwright.training._calibration import Calibration, Rate
from netwright.training._machine import look_at_machine
from netwright.training._probes import Probe, Work, probes

ENOUGH = 0.01  # seconds of a call: the start of a thread is nothing beside it
SLOW = 1.0  # seconds of a first call, which no later one will bring below ``ENOUGH``
BOUND = 2.5  # seconds, after which no further round begins
FEWEST, MOST = 3, 7  # rounds
GIGA = 1e9

Clock = Callable[[], float]


def calibrate(
    *, cores: int, wanted: Sequence[Probe] | None = None, clock: Clock = time.perf_counter
) -> Calibration:
    """Measure this machine.

    Args:
        cores: that this process may use.
        wanted: what to time; None for all of ``probes()``.
        clock: seconds, for tests.

    Returns:
        The rates, in the order of the probes.
    """
    began, threads = clock(), torch.get_num_threads()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    try:
        timed = [one for probe in wanted or probes() for one in _prepare(probe, cores, clock)]
        for done in range(MOST):
            if done >= FEWEST and clock() - began > BOUND:
                break
            _round(timed, clock)
    finally:
        torch.set_num_threads(threads)
    return Calibration(
        rates=tuple(_rate(one) for one in timed),
        machine=look_at_machine(),
        cores=cores,
        load=load,
        when=f"{datetime.now(UTC):%Y-%m-%d %H:%M}",
        seconds=clock() - began,
    )


@dataclass(slots=True, kw_only=True)
class _Timed:
    """A probe with a number of threads, and the rates of the rounds so far."""

    probe: Probe
    threads: int
    work: Work | None
    problem: str
    rates: list[float] = field(default_factory=list)


def _prepare(probe: Probe, cores: int, clock: Clock) -> list[_Timed]:
    """Size a probe with all threads; the same work is timed with one."""
    torch.set_num_threads(cores)
    work, problem = None, ""
    try:
        work = _grown(probe, clock)
        if cores > 1 and probe.alone:
            torch.set_num_threads(1)
            work.call()  # the first call with these threads builds what later ones reuse
    except RuntimeError as error:  # torch's word that it has no such operation here
        work, problem = None, (str(error) or type(error).__name__).splitlines()[0]
    counts = (cores, 1) if cores > 1 and probe.alone else (cores,)
    return [_Timed(probe=probe, threads=n, work=work, problem=problem) for n in counts]


def _grown(probe: Probe, clock: Clock) -> Work:
    for size in probe.sizes:
        work = probe.make(size)
        if _seconds(work, clock) >= SLOW:
            break
        if min(_seconds(work, clock), _seconds(work, clock)) >= ENOUGH:
            break
    return work


def _round(timed: Sequence[_Timed], clock: Clock) -> None:
    """Time every probe once; those with equal threads follow each other."""
    for one in sorted(timed, key=lambda one: -one.threads):
        if one.work is not None:
            torch.set_num_threads(one.threads)
            one.rates.append(one.work.amount / GIGA / max(_seconds(one.work, clock), 1e-9))


def _seconds(work: Work, clock: Clock) -> float:
    began = clock()
    work.call()
    return clock() - began


def _rate(one: _Timed) -> Rate:
    name, unit, threads = one.probe.name, one.probe.unit, one.threads
    if not one.rates:
        return Rate(name=name, unit=unit, threads=threads, problem=one.problem)
    return Rate(
        name=name,
        unit=unit,
        threads=threads,
        median=statistics.median(one.rates),
        low=min(one.rates),
        high=max(one.rates),
        rounds=len(one.rates),
    )
