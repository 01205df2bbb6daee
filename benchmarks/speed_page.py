"""The tables of docs/speed.md, made of what ``lines.py`` has kept."""

import math
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "speed.md"
BY = "made by benchmarks/lines.py"
HEAD = "| | {unit} | range | times netwright's | accuracy | peak memory, MiB | import, s | runs |"


def write(stored: Mapping[int, Mapping[str, object]]) -> None:
    """Put the table of every line there is between its marks; others stay as they are."""
    text = PAGE.read_text(encoding="utf-8")
    for number, found in stored.items():
        text = _between(text, f"line {number}", _section(found))
    text = _between(text, "line 8", _memory(stored, text))
    PAGE.write_text(text, encoding="utf-8")


def _between(text: str, name: str, part: str) -> str:
    begin, end = f"<!-- {name}: {BY} -->", f"<!-- end of {name} -->"
    if begin not in text or end not in text:
        sys.exit(f"{PAGE} must have the marks {begin!r} and {end!r}; put them where it belongs")
    before, after = text.partition(begin)[0], text.partition(end)[2]
    return f"{before}{begin}\n\n{part}\n\n{end}{after}"


def _section(found: Mapping[str, object]) -> str:
    head = HEAD.format(unit=found["unit"])
    lines = [head, "| --- |" + " ---: |" * (head.count("|") - 2)]
    lines += ["| " + " | ".join(_cells(row)) + " |" for row in found["rows"]]
    facts = [*_machine(found["calibration"]), *_versions(found["rows"])]
    return "\n".join([*lines, "", f"{found['day']}: {'; '.join(facts)}."])


def _cells(row: Mapping[str, object]) -> list[str]:
    low, high = row["range"]
    ratio = "no round in common"
    if row["ratio"] is not None:
        least, most = row["ratio_range"]
        ratio = f"{_short(row['ratio'])} ({_short(least)} to {_short(most)})"
    error = f" +- {100 * row['accuracy_error']:.2f}" if row["accuracy_error"] else ""
    return [
        row["way"],
        _short(row["median"]),
        f"{_short(low)} to {_short(high)}",
        ratio,
        "not scored" if math.isnan(row["accuracy"]) else f"{100 * row['accuracy']:.2f} %{error}",
        str(round(row["peak_mib"])),
        f"{row['import_seconds']:.1f}",
        str(row["rounds"]),
    ]


def _memory(stored: Mapping[int, Mapping[str, object]], text: str) -> str:
    """Rows of what is stored; those of other lines are taken from the page as it was."""
    rows = {int(number): [] for number in re.findall(r"^## Line (\d)", text, re.MULTILINE)}
    for row, number in re.findall(r"^(\| line (\d), .*)$", text, re.MULTILINE):
        if int(number) not in stored:
            rows[int(number)].append(row)
    for number, found in stored.items():
        firsts: dict[str, float] = {}
        for row in found["rows"]:
            own = row["peak_mib"]
            ratio = own / firsts.setdefault(row["case"], own)
            rows[number].append(f"| line {number}, {row['way']} | {own:.0f} | {ratio:.2f} |")
    head = ["| | peak memory, MiB | times netwright's |", "| --- | ---: | ---: |"]
    return "\n".join([*head, *(row for each in rows.values() for row in each)])


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _machine(calibration: Mapping[str, object]) -> list[str]:
    return [f"{name} {value}" for name, value in calibration.items()]


def _versions(rows: Sequence[Mapping[str, Mapping[str, str]]]) -> list[str]:
    merged = {name: version for row in rows for name, version in row["versions"].items()}
    return [f"{name} {version}" for name, version in sorted(merged.items())]
