"""What torch finds on this machine: instructions, libraries, a compiler, accelerators.

Nothing here is timed, so it is looked at anew each time. What ``torch.compile`` needs is tried
and not only looked for: a C++ compiler often is there without Python's or OpenMP's headers.

Cost: about 0.2 s, for the two calls of the compiler.
"""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

COMPILERS = {"darwin": "clang++", "win32": "cl"}  # as torch's inductor chooses; g++ elsewhere
HEADERS = "#include <Python.h>\n"
OPENMP = "#include <omp.h>\n"
PATIENCE = 20.0  # seconds for a call of the compiler
INSTRUCTIONS = {  # torch's own word for each -> ours; what a processor has, not what torch may use
    "_is_avx2_supported": "AVX2",
    "_is_avx512_supported": "AVX-512",
    "_is_vnni_supported": "AVX-512 VNNI",
    "_is_avx512_bf16_supported": "AVX-512 BF16",
    "_is_amx_tile_supported": "AMX",
    "_is_amx_fp16_supported": "AMX FP16",
}
FOR_BF16 = {"AVX-512 BF16", "AMX"}  # without one of these a CPU emulates bf16


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """The C++ compiler that ``torch.compile`` would call.

    Args:
        command: its name, or what ``CXX`` says.
        version: the first line that it says of itself; empty where it is not there.
        problem: why it cannot be used; empty where it can.
    """

    command: str
    version: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """What torch finds here.

    Args:
        torch: its version.
        kernels: the instructions its own kernels use, in its word: "AVX2", "AVX512", "DEFAULT".
        instructions: of the processor, as far as they matter here.
        libraries: that torch was built with, of those it calls on a CPU.
        compiler: for ``torch.compile``.
        accelerators: their names.
    """

    torch: str
    kernels: str
    instructions: tuple[str, ...]
    libraries: tuple[str, ...]
    compiler: Compiler
    accelerators: tuple[str, ...]

    @property
    def has_bf16(self) -> bool:
        """Whether the processor calculates in bf16."""
        return not FOR_BF16.isdisjoint(self.instructions)


def look_at_machine() -> Machine:
    """Look at the machine, now."""
    built: dict[str, Callable[[], bool]] = {
        "oneDNN": torch.backends.mkldnn.is_available,
        "MKL": torch.backends.mkl.is_available,
        "OpenMP": torch.backends.openmp.is_available,
    }
    return Machine(
        torch=str(torch.__version__),
        kernels=torch.backends.cpu.get_cpu_capability(),
        instructions=_instructions(),
        libraries=tuple(name for name, ask in built.items() if ask()),
        compiler=find_compiler(),
        accelerators=tuple(_accelerators()),
    )


def has_bf16(device: torch.device) -> bool:
    """Whether a device calculates in bf16; where a CPU emulates it, a step can take a minute."""
    if device.type == "cpu":
        return not FOR_BF16.isdisjoint(_instructions())
    return device.type != "cuda" or torch.cuda.is_bf16_supported()


def machine_from(values: Mapping[str, Any]) -> Machine:
    """Make a machine of its plain values; KeyError or TypeError where they are not those."""
    lists = {name: tuple(values[name]) for name in ("instructions", "libraries", "accelerators")}
    return Machine(**{**values, **lists, "compiler": Compiler(**values["compiler"])})


def find_compiler() -> Compiler:
    """Find the compiler, and try it on what ``torch.compile`` includes."""
    command = os.environ.get("CXX") or COMPILERS.get(sys.platform, "g++")
    if shutil.which(command) is None:
        return Compiler(command=command, problem=f"{command} is not there")
    if sys.platform == "win32":  # cl says what it is in the language of the system, and needs more
        return Compiler(command=command, version=command)
    version, _ = _call([command, "--version"])
    openmp = sys.platform != "darwin"
    tried = [command, *(["-fopenmp"] if openmp else []), "-x", "c++", "-fsyntax-only"]
    tried += ["-I", sysconfig.get_path("include"), "-"]
    _, problem = _call(tried, HEADERS + OPENMP * openmp)
    return Compiler(command=command, version=version, problem=problem)


def _call(words: list[str], text: str = "") -> tuple[str, str]:
    """The first line of what a program says, and what went wrong."""
    try:
        done = subprocess.run(
            words, input=text, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", f"{words[0]} cannot be run: {type(error).__name__}"
    first = (done.stdout.splitlines() or [""])[0]
    said = [line for line in done.stderr.splitlines() if "error" in line]
    problem = said[0] if said else f"{words[0]} left with {done.returncode}"
    return first, problem if done.returncode else ""


def _instructions() -> tuple[str, ...]:
    return tuple(word for name, word in INSTRUCTIONS.items() if _has(name))


def _has(name: str) -> bool:
    ask: Callable[[], bool] | None = getattr(torch.cpu, name, None)
    return ask is not None and ask()


def _accelerators() -> list[str]:
    found = []
    if torch.cuda.is_available():
        for number in range(torch.cuda.device_count()):
            facts = torch.cuda.get_device_properties(number)
            found.append(f"{facts.name}, {facts.total_memory / 2**30:.0f} GiB")
    if torch.backends.mps.is_available():
        found.append("mps")
    return found
