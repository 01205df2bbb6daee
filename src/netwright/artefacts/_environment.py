"""The machine and the versions a run was made with, and what differs from it now."""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

EXACT = (
    "netwright",
    "torch",
    "numpy",
    "machine",
    "processor",
    "instructions",
    "device",
    "threads",
)
LIMITS = (  # variables that keep torch and its libraries from instructions the processor has
    "ATEN_CPU_CAPABILITY",
    "DNNL_MAX_CPU_ISA",
    "MKL_ENABLE_INSTRUCTIONS",
    "ONEDNN_MAX_CPU_ISA",
)


def cores() -> int:
    """Cores this process may use, no more of them than ``OMP_NUM_THREADS`` allows."""
    affine = hasattr(os, "sched_getaffinity")
    there = len(os.sched_getaffinity(0)) if affine else os.cpu_count() or 1
    asked = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    return min(there, int(asked)) if asked.isdecimal() and int(asked) else there


def environment(*, device: str, threads: int) -> dict[str, str]:
    """Describe machine and versions.

    Args:
        device: what computes.
        threads: of torch on the CPU; 0 elsewhere.

    Returns:
        name -> words.
    """
    packages = ("netwright", "torch", "numpy", "safetensors", "pillow", "polars")
    return {
        **{package: version(package) for package in packages},
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "machine": platform.machine(),
        "processor": _processor(),
        "instructions": _instructions(),
        "cores": str(cores()),
        "device": device,
        "threads": str(threads),
        "byte order": sys.byteorder,
    }


def machine_key() -> str:
    """What timings of this machine depend on, in one word.

    Returns:
        32 hexadecimal digits of the processor, the cores this process may use and how many of them
        it will, torch's version and the instructions it may use.
    """
    may = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [cores()]
    facts = [platform.machine(), _processor(), _instructions(), may, cores(), version("torch")]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """What may make equal steps give other bits.

    Args:
        then: the run's environment.
        now: this one.

    Returns:
        "torch 2.9.1 -> 2.14.1", one for each of ``EXACT`` that differs.
    """
    return [
        f"{name} {then.get(name, '?')} -> {now.get(name, '?')}"
        for name in EXACT
        if then.get(name) != now.get(name)
    ]


def _instructions() -> str:
    limits = [f"{name}={os.environ[name]}" for name in LIMITS if os.environ.get(name)]
    return ", ".join(limits) or "all"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = {"model name", "cpu family", "model", "stepping"}
    seen: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip() in names:
            seen.setdefault(name.strip(), value.strip())
    return ", ".join(f"{name} {value}" for name, value in seen.items()) or "unknown"
