"""The page of ``effects.py``: its parts as plain values, drawn and laid into docs/effects.md."""

import statistics
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot as plt

DOCS = Path(__file__).parents[1] / "docs"
Lines = dict[str, list[tuple[float, float]]]
STROKES = ("-", "--", ":")


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture.

    Args:
        name: of its file.
        y_name: what is drawn; with "logarithmic" in it on such a scale.
        x_name: along what.
        lines: name -> points.
    """

    name: str
    y_name: str
    x_name: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page: what was done, what it looks like, its figures.

    Args:
        words: one sentence or two.
        charts: pictures.
        table: rows of cells, the first one the names of the columns.
    """

    words: str
    charts: list[Chart]
    table: list[list[str]]


def spread(values: list[float], scale: float = 100.0, digits: int = 2) -> str:
    low, high = (f"{scale * f(values):.{digits}f}" for f in (min, max))
    return f"{scale * statistics.mean(values):.{digits}f} ({low} to {high})"


def write(parts: Mapping[str, Part]) -> None:
    """Put every part between its marks in docs/effects.md, its pictures into docs/effects."""
    path = DOCS / "effects.md"
    text = path.read_text(encoding="utf-8")
    for name, part in parts.items():
        begin, end = f"<!-- {name}: made by benchmarks/effects.py -->", f"<!-- end of {name} -->"
        if begin not in text or end not in text:
            sys.exit(f"{path} must have the marks {begin!r} and {end!r}; put them where it belongs")
        before, after = text.partition(begin)[0], text.partition(end)[2]
        text = f"{before}{begin}\n\n{_markdown(name, part)}\n\n{end}{after}"
    path.write_text(text, encoding="utf-8")


def _markdown(name: str, part: Part) -> str:
    lines = [part.words, ""]
    for chart in part.charts:
        _draw(DOCS / "effects" / f"{name}_{chart.name}.svg", chart)
        lines += [f"![{chart.y_name}](effects/{name}_{chart.name}.svg)", ""]
    head, *rows = part.table
    lines += ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _draw(path: Path, chart: Chart) -> None:
    mpl.rcParams["svg.hashsalt"] = "netwright"  # equal curves give equal files
    figure, axes = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
    for number, (name, points) in enumerate(chart.lines.items()):
        x, y = zip(*points, strict=True)
        axes.plot(x, y, STROKES[number // 10 % 3], label=name, linewidth=1.4)
    if "logarithmic" in chart.y_name:
        axes.set_yscale("log")
    axes.set_xlabel(chart.x_name)
    axes.set_ylabel(chart.y_name.replace(", logarithmic", ""))
    axes.grid(alpha=0.3)
    figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    path.parent.mkdir(exist_ok=True)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
