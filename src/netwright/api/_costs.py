"""What a finished network costs to keep and to ask: size, work, time."""

import statistics
import time

import numpy as np
import torch

from netwright.api._batch import given_of, prepared_batch
from netwright.api._run import Run
from netwright.contracts import Arrays, Examples
from netwright.models import anatomy
from netwright.training import outputs

ASKED = 15  # times one example is answered, after ``WARM`` that are not counted
WARM = 3


def costs(run: Run, arrays: Arrays) -> dict[str, float]:
    """What a limit may be about, besides the measures of the task.

    Args:
        run: finished.
        arrays: rows of its kind in stored form, at least 1.

    Returns:
        "parameters"; "bytes" of the weights on disk; "multiply_adds" of one example; and
        "latency_ms", the median of answering one example, preparing included, on one thread of
        the CPU.
    """
    one = {name: np.array(array[:1]) for name, array in arrays.items()}
    return {
        "parameters": float(run.model.parameters),
        "bytes": float((run.path / "model" / "model.safetensors").stat().st_size),
        "multiply_adds": _multiply_adds(run, one),
        "latency_ms": _latency(run, one),
    }


def _multiply_adds(run: Run, one: Arrays) -> float:
    task, network = run.model.task, run.model.network
    given = given_of(network, task, prepared_batch(task, one))
    return float(sum(layer.multiply_adds for layer in anatomy(network, given)))


def _latency(run: Run, one: Arrays) -> float:
    before, examples, rows = torch.get_num_threads(), Examples(one, {}), np.zeros(1, np.int64)
    torch.set_num_threads(1)
    try:
        times = []
        for _ in range(WARM + ASKED):
            began = time.perf_counter()
            outputs(run.model.network, run.model.task, examples, rows)
            times.append(time.perf_counter() - began)
    finally:
        torch.set_num_threads(before)
    return 1e3 * statistics.median(times[WARM:])
