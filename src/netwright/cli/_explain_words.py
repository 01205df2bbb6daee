"""A network taken apart, in words: a table of its layers, its gradients, its graph, an equation.

All of it is made of the facts that ``--json`` prints, so that both say the same. The table fits
120 characters for the networks there are; a column that no layer has anything for is left out.
"""

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from netwright.cli._words import columns

Facts = Mapping[str, Any]
INDENT, GAP = "    ", "    "
WORST = 5  # tensors that are shown of a gradient check
PRECISE = 7  # digits of two numbers that should be equal
NARROWEST = 40  # characters of a line, whatever the terminal says
SMALL, LARGE = 1e-3, 1e5  # numbers outside are written with an exponent


def explanation_words(facts: Facts, *, width: int) -> str:
    """Everything that was asked for; an equation asked for alone is all there is.

    Args:
        facts: as ``Explanation.summary`` gives them.
        width: characters of a line.

    Returns:
        Lines, without an end of the last one.
    """
    check, graph, equation = facts["gradients"], facts["graph"], facts["equation"]
    if equation and not check and not graph:
        return str(equation["text"]).strip("\n")
    parts = [*head(facts), "", *layer_table(facts["layers"])]
    if check:
        parts += ["", *check_words(check)]
    if graph:
        parts += ["", *graph_words(graph, max(width, NARROWEST))]
    if equation:
        parts += ["", f"equation {equation['name']}", "", str(equation["text"]).strip("\n")]
    return "\n".join(parts)


def head(facts: Facts) -> list[str]:
    """What was looked at, and what it costs as a whole."""
    fresh = f"{facts['model']}, fresh, as a training would start it"
    return [
        fresh if facts["run"] is None else f"{facts['model']} of {facts['run']}, as it was kept",
        f"batch: {facts['rows']:,} rows of {facts['data']}; task: {facts['task']}",
        f"{facts['parameters']:,} parameters, {facts['multiply_adds']:,} multiply-adds for one "
        "example",
    ]


def layer_table(layers: Sequence[Facts]) -> list[str]:
    """A line for each layer, and below it how its size came about and what it takes.

    Args:
        layers: rows of the facts, in the order of computation.

    Returns:
        Two lines of titles, the rows, and what the columns mean.
    """
    kept = [column for column in COLUMNS if any(column[2](layer) for layer in layers)]
    rows = [[cell(layer) for _, _, cell in kept] for layer in layers]
    titles = [[first for first, _, _ in kept], [second for _, second, _ in kept]]
    widths = [max(len(row[i]) for row in [*titles, *rows]) for i in range(len(kept))]
    lines = [_row(row, widths) for row in titles]
    before = None
    for layer, row in zip(layers, rows, strict=True):
        lines.append(_row(row, widths))
        below = "; ".join(filter(None, (_sources(layer, before), layer["formula"])))
        lines += [INDENT + below] if below else []
        before = layer["name"]
    return [*lines, "", *_notes(layers)]


def check_words(check: Facts) -> list[str]:
    """Whether the gradients are right, how much was looked at, and where it is worst."""
    tensors, along = check["tensors"], max(check["directions"])
    where = "along a random direction"
    if tensors[0]["worst"] >= along:
        where = "in {}: autograd {}, differences {}".format(*_worst(tensors[0]))
    checked, numbers = (sum(t[name] for t in tensors) for name in ("checked", "numbers"))
    lines = [
        f"gradients {'right' if check['right'] else 'WRONG'}; worst gap "
        f"{scientific(check['worst'])} {where}",
        f"{checked:,} of {numbers:,} numbers one by one, and {len(check['directions'])} random "
        f"directions over all of them (worst gap {scientific(along)})",
    ]
    if check["penalty"]:
        lines.append(f"with an L2 penalty of {check['penalty']:g} in the loss")
    lines.append(
        "gap: |a - d| / max(|a|, |d|) of a number; whole: ||a - d|| / (||a|| + ||d||) of a tensor"
    )
    table: list[tuple[str, ...]] = [
        ("worst tensors", "checked", "whole", "gap", "a, by autograd", "d, by differences")
    ]
    for tensor in tensors[:WORST]:
        place, *both = _worst(tensor)
        gaps = (scientific(tensor[name]) for name in ("difference", "worst"))
        table.append((place, f"{tensor['checked']:,} of {tensor['numbers']:,}", *gaps, *both))
    return [*lines, *columns(table)]


def graph_words(graph: Facts, width: int) -> list[str]:
    """Both graphs, side by side where a line has room, and how far apart their numbers are."""
    by_hand = list(graph["declared"])
    captured = [_operation(node) for node in graph["captured"]]
    left, right = "declared by hand, equation by equation:", "captured by torch.export:"
    room = max(map(len, [left, *by_hand]))
    if room + len(GAP) + max(map(len, [right, *captured])) <= width:
        pairs = [(left, right), *zip_longest(by_hand, captured, fillvalue="")]
        both = [f"{a:<{room}}{GAP}{b}".rstrip() for a, b in pairs]
    else:
        both = [left, *_wrapped(by_hand, width), "", right, *_wrapped(captured, width)]
    return [
        *both,
        "",
        "both run forward and back in float64; largest difference as a share of the largest "
        f"number: outputs {scientific(graph['outputs'])}, gradients "
        f"{scientific(graph['gradients'])}",
    ]


def short(value: float) -> str:
    """A number in three digits.

    Args:
        value: any number.

    Returns:
        It in at most eight characters, below a million.

    Example:
        >>> [short(x) for x in (0.0, 0.03607, -12.345, 8432.1, 2.7075e-05)]
        ['0', '0.0361', '-12.3', '8432', '2.71e-5']
    """
    if math.isfinite(value) and SMALL <= abs(value) < LARGE:
        return f"{value:.{_decimals(value)}f}"
    return scientific(value)


def scientific(value: float, digits: int = 3) -> str:
    """A number with a power of ten, to be compared with others of a column.

    Args:
        value: any number.
        digits: of it, 1 or more.

    Returns:
        The number in words.

    Example:
        >>> [scientific(x) for x in (0.0, 0.0044531, 2.7075e-05)]
        ['0', '4.45e-3', '2.71e-5']
    """
    if value == 0 or not math.isfinite(value):
        return f"{value:.0f}"
    number, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    return f"{number}e{int(exponent)}"


def spread(pair: Mapping[str, float] | None) -> str:
    """Mean and deviation, the mean as exact as the deviation is.

    Args:
        pair: "mean" and "deviation", or nothing.

    Returns:
        Both in words; nothing for nothing.

    Example:
        >>> spread({"mean": -0.000174, "deviation": 0.033998})
        '-0.0002 +- 0.0340'
    """
    if pair is None:
        return ""
    mean, deviation = pair["mean"], pair["deviation"]  # + 0.0: no -0
    if deviation == 0 or not math.isfinite(deviation):
        return f"{mean + 0.0:.3g} +- {deviation:.0f}"
    places = _decimals(deviation)
    mean = round(mean, places) + 0.0
    shown = f"{mean:.{places}f}" if SMALL <= deviation < LARGE else short(mean)
    return f"{shown} +- {short(deviation)}"


def _decimals(value: float) -> int:
    """Places behind the point that make three digits."""
    return max(0, 2 - math.floor(math.log10(abs(value))))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, from the third column on to the right."""
    pairs = enumerate(zip(cells, widths, strict=True))
    return "  ".join(c.ljust(w) if i < WORDS else c.rjust(w) for i, (c, w) in pairs).rstrip()


def _count(name: str) -> Callable[[Facts], str]:
    return lambda layer: f"{layer[name]:,}" if layer[name] else ""


def _sees(layer: Facts) -> str:
    sees = layer["sees"]
    return sees or "" if isinstance(sees, str | None) else _sides(sees)


def _gradients(layer: Facts) -> str:
    pair = layer["gradients"]
    return "" if pair is None else scientific(pair["deviation"])


def _sides(shape: Sequence[int]) -> str:
    return "x".join(map(str, shape)) or "one"


COLUMNS: tuple[tuple[str, str, Callable[[Facts], str]], ...] = (
    ("layer", "", lambda layer: str(layer["name"])),
    ("kind", "", lambda layer: str(layer["kind"])),
    ("output", "", lambda layer: _sides(layer["shape"])),
    ("parameters", "", _count("parameters")),
    ("multiply-", "adds", _count("multiply_adds")),
    ("sees", "", _sees),
    ("weights", "mean +- spread", lambda layer: spread(layer["weights"])),
    ("activations", "mean +- spread", lambda layer: spread(layer["activations"])),
    ("gradients", "spread", _gradients),
)
WORDS = 2  # columns of words; numbers follow


def _sources(layer: Facts, before: str | None) -> str:
    """What a layer takes, where that is not the line above."""
    takes = layer["takes"]
    return "" if not takes or list(takes) == [before] else f"from {' and '.join(takes)}"


def _notes(layers: Sequence[Facts]) -> list[str]:
    """What the columns mean, of those that are there."""
    notes = ["spread: the standard deviation of the numbers"]
    if any(layer["gradients"] for layer in layers):
        notes.append("gradients: the slope of the loss along what comes out of a layer")
    if any(layer["sees"] for layer in layers):
        notes.append(
            "sees: height x width of the stretch of the picture that one number depends on, "
            "padding counted"
        )
    if any(layer["formula"].startswith(("floor(", "ceil(")) for layer in layers):
        notes.append("side: floor((side + 2*padding - dilation*(kernel - 1) - 1) / stride) + 1")
    return notes


def _worst(tensor: Facts) -> tuple[str, str, str]:
    """A tensor's worst number: its place, and what both say of it."""
    place = f"{tensor['name']}[{', '.join(map(str, tensor['at']))}]"
    gradient, slope = (scientific(tensor[name], PRECISE) for name in ("gradient", "slope"))
    return place, gradient, slope


def _operation(node: Facts) -> str:
    """A captured operation as the declared ones are written."""
    shape = "" if node["shape"] is None else f"   {tuple(node['shape'])}"
    taken = f"({', '.join(node['takes'])})" if node["operation"] != "placeholder" else ""
    return f"{node['name']} = {node['operation']}{taken}{shape}"


def _wrapped(lines: Sequence[str], width: int) -> list[str]:
    """Lines that are too long go on below, indented."""
    wrapper = textwrap.TextWrapper(
        width, subsequent_indent=INDENT, break_long_words=False, break_on_hyphens=False
    )
    return [part for line in lines for part in wrapper.wrap(line)]
