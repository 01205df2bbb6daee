"""What the rates of a machine mean for a training on it, one line each.

A training step makes about 6 operations for each multiply-add of the network and each example:
2 forward, 4 for the gradients of inputs and weights (1). A layer that makes fewer operations a
byte than the processor makes while memory moves one waits for memory (2).

Source: Williams, Waterman and Patterson 2009, "Roofline: an insightful visual performance model
for multicore architectures", for (2).
"""

from netwright.training import Calibration

STEP = 6  # operations of a training step for each multiply-add
NETWORK = 1e7  # multiply-adds of a small network for pictures
REAL = 0.75  # share of the cores' number that so many threads must gain to be cores of their own


def meanings(found: Calibration) -> list[tuple[str, str]]:
    """What the rates mean.

    Args:
        found: the rates.

    Returns:
        (what it is about, one line).
    """
    return [
        *_load(found),
        ("cores", _cores(found)),
        ("fp32", _fp32(found)),
        ("bf16", _bf16(found)),
        ("int8", _int8(found)),
        ("layout", _layout(found)),
        ("memory", _memory(found)),
        ("compiler", _compiler(found)),
        ("accelerator", _accelerator(found)),
    ]


def _load(found: Calibration) -> list[tuple[str, str]]:
    if not found.busy:
        return []
    said = f"{found.load:.1f} processes ran beside this one"
    return [("load", f"{said}: these rates are not the machine's; try again when it is quiet")]


def _cores(found: Calibration) -> str:
    if found.cores == 1:
        return "one core: plans use one thread"
    gain = _ratio(found.rate("matrix fp32"), found.rate("matrix fp32", threads=1))
    if gain is None:
        return "not measured"
    said = f"{found.cores} threads multiply matrices {gain:.2f} times as fast as one"
    if gain >= REAL * found.cores:
        return f"{said}: cores of their own"
    return f"{said}: shared cores, or other work beside this"


def _fp32(found: Calibration) -> str:
    rate = found.rate("matrix fp32")
    if rate is None:
        return "not measured"
    examples = float(f"{rate * 1e9 / (STEP * NETWORK):.2g}")  # (1)
    return (
        f"a network of 10 million multiply-adds trains on {examples:,.0f} examples a second at most"
    )


def _bf16(found: Calibration) -> str:
    matrix = _ratio(found.rate("matrix bf16"), found.rate("matrix fp32"))
    convolution = _ratio(_best(found, "bf16"), _best(found, "fp32"))
    parts = ((matrix, "matrix products"), (convolution, "convolutions"))
    said = ", ".join(f"{_few(ratio)} in {what}" for ratio, what in parts if ratio is not None)
    if not said:
        return "not available: plans use fp32"
    said = f"speed, fp32 being 1: {said}"
    if max(matrix or 0, convolution or 0) < 1:
        return f"{said}; slower, so plans will not use it"
    if not found.machine.has_bf16:
        return f"{said}; plans try it only with AVX-512 BF16 or AMX"
    return f"{said}; plans try it, and use it if the loss agrees"


def _int8(found: Calibration) -> str:
    ratio = _ratio(found.rate("matrix int8"), found.rate("matrix fp32"))
    said = "not available" if ratio is None else f"speed, fp32 being 1: {_few(ratio)}"
    return f"{said}; no training here uses it"


def _layout(found: Calibration) -> str:
    last = found.rate("convolution fp32 channels_last")
    ratio = _ratio(last, found.rate("convolution fp32 contiguous"))
    if ratio is None:
        return "not measured"
    return f"channels_last convolves at {ratio:.2f} of contiguous's rate in fp32: plans time both"


def _memory(found: Calibration) -> str:
    balance = _ratio(found.rate("matrix fp32"), found.rate("copy"))  # (2)
    if balance is None:
        return "not measured"
    said = f"a layer of fewer than {_few(balance)} operations a byte waits for it"
    return f"{said}: norms, activations, pools"


def _compiler(found: Calibration) -> str:
    compiler = found.machine.compiler
    if compiler.problem:
        return f"{compiler.problem}: torch.compile is not tried"
    return f"{compiler.command} compiles what torch.compile needs"


def _accelerator(found: Calibration) -> str:
    names = found.machine.accelerators
    if not names:
        return "none: trainings run on the CPU"
    return f"{'; '.join(names)}: --device auto takes it; the rates are the CPU's"


def _best(found: Calibration, dtype: str) -> float | None:
    layouts = ("contiguous", "channels_last")
    rates = [found.rate(f"convolution {dtype} {layout}") for layout in layouts]
    return max((rate for rate in rates if rate is not None), default=None)


def _ratio(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one / other


def _few(value: float) -> str:
    """Two digits, or the whole number where it has more."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2g}"
