"""The execution plan: candidates timed on the real network, the fastest that agrees with fp32.

    candidates  fp32, bf16 (autocast) or bf16-resident (``_resident``)  x  pictures contiguous or
                channels last  x  threads  x  plain or replayed passes (``_replay``); compiled ones
                (``torch.compile``) in the trainings whose 3 % are longer than a compiler takes;
                then the fastest once more with batches in pieces (``_pieces``), where a batch's
                activations are more than the cache holds
    a round     each candidate makes a few real steps from the same start; rounds alternate, so
                that a slow moment of the machine hits all of them
    chosen      the smallest median, if its loss agrees with plain fp32's and it is faster by
                ``MARGIN``; plain fp32 otherwise

Cost: a few steps of plain fp32, and then 3 % of the training or 1 s, whichever is more, but no more
than half of the training; nothing where the same machine, network, shapes and versions were
measured before. Where one step is a large part of that, only the first candidates are timed, so
those that gain most where they gain come first.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from netwright.errors import DamageError, SettingError

SHARE = 0.03  # of the training's seconds that planning may take
SECONDS = 1.0  # that it may take where this is more
MOST = 0.5  # of the training's seconds: a plan gives back a part of them at most
MARGIN = 0.03  # share by which a candidate must beat plain fp32; timings repeat to about 3 %
RESIDENT = "bf16-resident"
PASSES = ("plain", "replayed", "compiled")
DEVICES, MEMORIES = ("cpu", "cuda", "mps"), ("contiguous", "channels_last")
# relative gap of the loss after the timed steps
AGREEMENT = {"fp32": 1e-3, "bf16": 5e-2, RESIDENT: 5e-2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One way to execute the same training.

    Args:
        dtype: "fp32", "bf16" (autocast; weights stay fp32) or "bf16-resident" (weights are bf16 in
            the passes, with fp32 masters).
        memory: "contiguous" or "channels_last".
        threads: of torch on the CPU; 0 where the device has none.
        passes: "plain", "replayed" from a recording, or "compiled".
        micro: rows of a piece of the batch, at most; 0 for the whole batch at once.
    """

    dtype: str
    memory: str
    threads: int
    passes: str = "plain"
    micro: int = 0

    @property
    def name(self) -> str:
        """Its name in ``plan.json``."""
        threads = f", {self.threads} threads" if self.threads else ""
        passes = "" if self.passes == "plain" else f", {self.passes}"
        pieces = f", pieces of {self.micro}" if self.micro else ""
        return f"{self.dtype}, {self.memory}{threads}{passes}{pieces}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """A candidate's measurement.

    Args:
        name: the candidate's.
        seconds: median of a step.
        loss: after the timed steps.
        agrees: whether that is fp32's loss, nearly.
    """

    name: str
    seconds: float
    loss: float
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was chosen, and why.

    Args:
        chosen: how to execute.
        device: "cpu", "cuda" or "mps".
        step_seconds: of the chosen one; 0 if nothing was timed.
        row_seconds: to evaluate one example; 0 if nothing was timed.
        candidates: every measurement.
        because: one line.
        seconds: that measuring took.
    """

    chosen: Candidate
    device: str
    step_seconds: float = 0.0
    row_seconds: float = 0.0
    candidates: tuple[Timed, ...] = ()
    because: str = "plain fp32 was asked for"
    seconds: float = 0.0

    def to_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def plan_from(values: Mapping[str, Any], *, name: str = "plan.json") -> Plan:
    """Make a plan of what ``to_dict`` gave.

    Args:
        values: plain values; of plans older than it, without ``micro``.
        name: the file, for messages.

    Returns:
        The plan.

    Raises:
        DamageError: if a value is missing or of another kind.
    """
    try:
        chosen = Candidate(**values["chosen"])
        timed = tuple(Timed(**candidate) for candidate in values["candidates"])
        plan = Plan(**{**values, "chosen": chosen, "candidates": timed})
        known = plan.device in DEVICES and chosen.dtype in AGREEMENT
        known = known and chosen.memory in MEMORIES and chosen.passes in PASSES
        threads, seconds = chosen.threads, (plan.step_seconds, plan.row_seconds)
        fits = isinstance(threads, int) and 0 <= threads <= 4096
        cut = isinstance(chosen.micro, int) and 0 <= chosen.micro <= 2**20
        times = all(isinstance(s, int | float) and 0 <= s < math.inf for s in seconds)
    except (KeyError, TypeError) as error:
        raise DamageError(f"{name} must hold a plan; got {error}") from error
    if not known:
        raise DamageError(f"{name} must name a device, a dtype and a layout; got {plan.device!r}")
    if not fits:
        raise DamageError(f"{name} must give a number of threads; got {threads!r}")
    if not cut:
        raise DamageError(f"{name} must give the rows of a piece, or 0; got {chosen.micro!r}")
    if not times:
        raise DamageError(f"{name} must give seconds of a step and a row; got {seconds!r}")
    return plan


def planning_seconds(training: float) -> float:
    """How long planning may take.

    Args:
        training: seconds that the training would take in plain fp32.

    Returns:
        Seconds.

    Example:
        >>> [planning_seconds(training) for training in (0.5, 10.0, 100.0)]
        [0.25, 1.0, 3.0]
    """
    return max(SHARE * training, min(SECONDS, MOST * training))


def list_candidates(device: str, *, pictures: bool, cores: int, bf16: bool) -> list[Candidate]:
    """The candidates for a device: plain fp32, then the most promising first, compiled ones last.

    Args:
        device: "cpu", "cuda" or "mps".
        pictures: whether the network takes pictures, so that their layout matters.
        cores: that this process may use.
        bf16: whether to try bf16 at all.

    Returns:
        At least one candidate.
    """
    memories = MEMORIES if pictures else MEMORIES[:1]
    threads = [cores, 1] if device == "cpu" and cores > 1 else [1] if device == "cpu" else [0]
    dtypes = ["fp32", "bf16"] if bf16 else ["fp32"]
    layouts = [(dtype, memory) for dtype in dtypes for memory in memories]
    if bf16 and device != "mps":  # it convolves contiguous pictures at half the rate
        layouts.insert(1, (RESIDENT, memories[-1]))
    ways = ["plain", "replayed"] if device == "cpu" else ["plain"]
    found = [
        Candidate(dtype=dtype, memory=memory, threads=count, passes=way)
        for count in threads
        for dtype, memory in layouts
        for way in ways
    ]
    if device != "mps":
        memory, count = memories[-1], threads[0]
        found += [
            Candidate(dtype=dtype, memory=memory, threads=count, passes="compiled")
            for dtype in dtypes
        ]
    return found


def choose(
    candidates: list[Candidate],
    time_candidate: Callable[[Candidate], tuple[float, float]],
    *,
    device: str,
) -> Plan:
    """Time the candidates and choose.

    Args:
        candidates: plain fp32 first.
        time_candidate: gives median seconds of a step, and the loss after the timed steps.
        device: where they run.

    Returns:
        The plan, never slower than plain fp32 by this measurement.

    Raises:
        SettingError: if there is no candidate.
    """
    if not candidates:
        raise SettingError("candidates", candidates, wanted="1 or more")
    measured = [(candidate, *time_candidate(candidate)) for candidate in candidates]
    plain_seconds, plain_loss = measured[0][1], measured[0][2]
    timed, best, best_seconds = [], candidates[0], plain_seconds
    for candidate, seconds, loss in measured:
        fits = candidate is candidates[0] or agrees(candidate, loss, plain_loss)
        timed.append(Timed(name=candidate.name, seconds=seconds, loss=loss, agrees=fits))
        if fits and seconds < min(best_seconds, plain_seconds * (1 - MARGIN)):
            best, best_seconds = candidate, seconds
    if best is candidates[0]:
        because = "no candidate was faster than plain fp32 and agreed with its loss"
    else:
        because = f"{best.name} takes {best_seconds / plain_seconds:.2f} of plain fp32's time"
    return Plan(
        chosen=best,
        device=device,
        step_seconds=best_seconds,
        candidates=tuple(timed),
        because=because,
    )


def agrees(candidate: Candidate, loss: float, plain_loss: float) -> bool:
    """Whether a loss is nearly that of plain fp32: within ``AGREEMENT``; never if not finite."""
    gap = abs(loss - plain_loss) / max(abs(plain_loss), 1e-6)
    return gap <= AGREEMENT[candidate.dtype]
