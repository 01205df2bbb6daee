"""What the benchmarks share: where the data lie, what machine this is, a command and its cost."""

import json
import os
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray


def data_folder() -> Path:
    """``$NETWRIGHT_DATA``, or shared/data beside the repository."""
    given = os.environ.get("NETWRIGHT_DATA")
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        sys.exit(f"data must be in {folder}; got nothing there\nset NETWRIGHT_DATA to their folder")
    return folder


def mnist() -> tuple[NDArray[np.uint8], ...]:
    """Training pictures and labels, test pictures and labels, as they are stored."""
    with np.load(data_folder() / "mnist" / "mnist.npz") as file:
        return tuple(file[name] for name in ("x_train", "y_train", "x_test", "y_test"))


def calibration() -> dict[str, object]:
    """The machine in a few measured numbers: medians of five."""
    a = torch.randn(1024, 1024)
    rates = {}
    for threads in (1, torch.get_num_threads()):
        before = torch.get_num_threads()
        torch.set_num_threads(threads)
        times = []
        for _ in range(6):
            began = time.perf_counter()
            torch.mm(a, a)
            times.append(time.perf_counter() - began)
        rates[f"fp32 GFLOP/s, {threads} threads"] = round(2 * 1024**3 / sorted(times[1:])[2] / 1e9)
        torch.set_num_threads(before)
    return {"machine": platform.machine(), "torch": torch.__version__, **rates}


def command(*words: str, cache: Path | None = None) -> dict[str, Any]:
    """What ``netwright`` prints as JSON when it is called with these words.

    Args:
        words: as a user would write them, without ``--json``.
        cache: where decoded data are kept; None for the usual place.

    Returns:
        The JSON; under "clock" and "cpu" the seconds the command took, those of its processes.
    """
    environment = {**os.environ, **({"NETWRIGHT_CACHE": str(cache)} if cache else {})}
    line = [sys.executable, "-m", "netwright", *words, "--json"]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(done.stderr)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {**json.loads(done.stdout), "clock": clock, "cpu": cpu}


def setting_words(settings: list[str]) -> list[str]:
    """key=value ... -> --set key=value ..."""
    return [word for setting in settings for word in ("--set", setting)]


def say(**facts: object) -> None:
    """One line of JSON."""
    print(json.dumps(facts), flush=True)
