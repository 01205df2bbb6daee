"""A calibration made by hand, for tests of what reads one."""

from netwright.training import Calibration, Machine, Rate
from netwright.training._machine import Compiler

MADE = {  # of 2 threads; of 1 where it is written so
    "matrix fp32": 100.0, "matrix fp32 1": 52.0,
    "matrix bf16": 400.0, "matrix bf16 1": 210.0,
    "matrix int8": 2000.0, "matrix int8 1": 1000.0,
    "convolution fp32 contiguous": 50.0, "convolution fp32 channels_last": 80.0,
    "convolution bf16 contiguous": 60.0, "convolution bf16 channels_last": 160.0,
    "copy": 20.0, "copy 1": 12.0,
}  # fmt: skip


def made_machine(**changed):
    values = {
        "torch": "2.14.1",
        "kernels": "AVX512",
        "instructions": ("AVX2", "AVX-512", "AVX-512 BF16", "AMX"),
        "libraries": ("oneDNN", "MKL", "OpenMP"),
        "compiler": Compiler(command="g++", version="g++ 12.2.0"),
        "accelerators": (),
    }
    return Machine(**{**values, **changed})


def made_calibration(figures=None, *, cores=2, load=0.1, machine=None):
    """Rates in the order of the probes; ``figures`` changes some, None takes a figure away."""
    rates = []
    for name, figure in {**MADE, **(figures or {})}.items():
        alone = name.endswith(" 1")
        if alone and cores == 1:
            continue
        unit = "GB/s" if "copy" in name else "GOP/s" if "int8" in name else "GFLOP/s"
        values = {"problem": "no such operation here"}
        if figure is not None:
            values = {"median": figure, "low": figure * 0.9, "high": figure * 1.1, "rounds": 5}
        threads = 1 if alone else cores
        rates.append(Rate(name=name.removesuffix(" 1"), unit=unit, threads=threads, **values))
    return Calibration(
        rates=tuple(rates),
        machine=machine or made_machine(),
        cores=cores,
        load=load,
        when="2026-01-02 03:04",
        seconds=2.5,
    )
