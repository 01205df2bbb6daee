"""Timing the candidates of a plan on the real task, in rounds, within a bound.

    first     every candidate, while there is time, a few steps: the warm ones and one more
    pieces    the fastest of them, where it is on the CPU, again with batches cut in pieces
    rounds    one step of each that is not hopeless, as long as there is time

What has begun when the time is over is finished.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import torch

from netwright.contracts import Examples, Task
from netwright.recipe import Settings
from netwright.training._allocator import keep_memory
from netwright.training._evaluate import ROWS, outputs
from netwright.training._feed import Feed
from netwright.training._machine import find_compiler, has_bf16
from netwright.training._pieces import CACHE
from netwright.training._plan import RESIDENT, Candidate, Plan, agrees, choose, list_candidates
from netwright.training._stepper import NonFiniteError, Stepper

HOPELESS = 2.0  # a candidate this many times slower than plain fp32 is not timed again
BATCHES = 4  # real batches the timed steps take in turn
REPLAYED = 0.02  # seconds of a plain step above which the gain of a replayed one is lost in it
COMPILED = 90.0  # seconds that compiling takes: a bound below it has no place for it
WARM = 2  # steps before timing: the first ones build what later ones reuse


def use_threads(candidate: Candidate) -> None:
    """Give torch the threads of a candidate, and let it keep the memory of its steps."""
    keep_memory()
    if candidate.threads and torch.get_num_threads() != candidate.threads:
        torch.set_num_threads(candidate.threads)


def measure_plan(
    task: Task,
    examples: Examples,
    settings: Settings,
    device: torch.device,
    candidates: list[Candidate],
    *,
    bound: Callable[[float], float],
    clock: Callable[[], float] = time.perf_counter,
) -> Plan:
    """Time candidates and choose.

    Args:
        task: what is learned.
        examples: in stored form.
        settings: as the training will use them.
        device: where it will run.
        candidates: plain fp32 first, which is always timed.
        bound: seconds of a plain step -> seconds all others may take, nearly: what is begun when
            they are over is finished.
        clock: seconds, for tests.

    Returns:
        The plan, with every measurement.
    """
    began = clock()
    make = partial(_begun, task, examples, settings, device, clock)
    plain = make(candidates[0])
    rigs = {candidates[0]: plain}
    most, since = bound(plain.seconds), clock()
    for candidate in candidates[1:]:
        if clock() - since >= most:
            break
        if candidate.passes == "replayed" and plain.seconds > REPLAYED:
            continue
        if candidate.passes == "compiled" and (most < COMPILED or find_compiler().problem):
            continue
        rigs[candidate] = make(candidate)
    if len(candidates) > 1 and device.type == "cpu" and clock() - since < most:
        for candidate in _cut(rigs, plain):
            if clock() - since < most:
                rigs[candidate] = make(candidate)
    while clock() - since < most:
        for rig in [r for r in rigs.values() if r.seconds <= HOPELESS * plain.seconds]:
            rig.run(1)
    plan = choose(list(rigs), lambda c: (rigs[c].seconds, rigs[c].loss), device=device.type)
    use_threads(plan.chosen)
    row_seconds = rigs[plan.chosen].time_rows(examples)
    return replace(plan, row_seconds=row_seconds, seconds=clock() - began)


def candidates_for(task: Task, device: torch.device, *, cores: int) -> list[Candidate]:
    """The candidates worth timing here; the first is plain fp32.

    Args:
        task: what is learned.
        device: where it will run.
        cores: that this process may use.

    Returns:
        At least one candidate.
    """
    return list_candidates(
        device.type, pictures="picture" in task.inputs, cores=cores, bf16=has_bf16(device)
    )


class _Rig:
    """One candidate, set up to make real steps."""

    def __init__(
        self,
        task: Task,
        examples: Examples,
        settings: Settings,
        candidate: Candidate,
        device: torch.device,
        clock: Callable[[], float],
    ) -> None:
        self._candidate, self._clock, self._task = candidate, clock, task
        use_threads(candidate)
        # the longest step: when all has thawed, and on whole pictures
        longest: dict[str, object] = {"freeze": "none"} if settings.thaw else {}
        settings = settings.model_copy(update={**longest, "progressive": 0.0})
        self._stepper = Stepper(task, settings, candidate, device, steps=1000)
        last = candidate.memory == "channels_last"
        first = replace(
            examples, splits={"train": examples.rows("train")[: BATCHES * settings.batch_size]}
        )
        feed = Feed(
            task,
            first,
            batch_size=settings.batch_size,
            seed=settings.seed,
            device=device,
            channels_last=last,
        )
        self._feed, self._times, self._done = feed, list[float](), 0
        self._device = device
        self.loss = float("nan")

    @property
    def seconds(self) -> float:
        return statistics.median(self._times)

    def run(self, steps: int) -> None:
        use_threads(self._candidate)
        for _ in range(steps):
            began = self._clock()
            batch = self._feed.batch(self._done)
            try:
                loss = self._stepper.step(batch, self._done)
                _wait(self._device)
            except NonFiniteError:
                loss = torch.tensor(float("inf"))
            except RuntimeError:
                if self._candidate.passes != "compiled" and self._candidate.dtype != RESIDENT:
                    raise
                # the compiler did not manage, or a layer takes no bf16 weights: never chosen
                loss = torch.tensor(float("inf"))
            if self._done >= WARM:
                self._times.append(self._clock() - began)
            if self._done == WARM:  # the same number of steps for all: losses can be compared
                self.loss = float(loss)
            self._done += 1

    def piece_sizes(self, cache: int) -> list[int]:
        return self._stepper.piece_sizes(self._feed.batch(0), cache=cache)

    def time_rows(self, examples: Examples) -> float:
        rows = examples.rows("train")[: min(ROWS, examples.subset)]
        outputs(self._stepper.model, self._task, examples, rows, looks=False)
        began = self._clock()
        outputs(self._stepper.model, self._task, examples, rows, looks=False)
        return (self._clock() - began) / len(rows)


def _begun(
    task: Task,
    examples: Examples,
    settings: Settings,
    device: torch.device,
    clock: Callable[[], float],
    candidate: Candidate,
) -> _Rig:
    """A candidate after its warm steps and one that is timed."""
    rig = _Rig(task, examples, settings, candidate, device, clock)
    rig.run(WARM + 1)
    return rig


def _cut(rigs: dict[Candidate, _Rig], plain: _Rig) -> list[Candidate]:
    """The fastest candidate with batches in pieces, where the cache asks for that."""
    agreeing = [
        candidate
        for candidate, rig in rigs.items()
        if candidate.passes != "compiled" and agrees(candidate, rig.loss, plain.loss)
    ]
    if not agreeing:
        return []
    fastest = min(agreeing, key=lambda candidate: rigs[candidate].seconds)
    sizes = plain.piece_sizes(CACHE * fastest.threads)
    return [replace(fastest, micro=rows) for rows in sizes]


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()
