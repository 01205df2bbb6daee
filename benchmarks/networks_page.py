"""The tables of docs/networks.md, made of what ``networks.py`` and ``ensemble.py`` printed.

    python benchmarks/networks.py cifar > lines.jsonl
    python benchmarks/networks.py rate >> lines.jsonl
    python benchmarks/networks.py fit >> lines.jsonl
    python benchmarks/ensemble.py >> lines.jsonl
    python benchmarks/networks_page.py lines.jsonl

Several files are read as one; a table whose lines are missing stays as it is on the page.
"""

import json
import statistics
import sys
from pathlib import Path
from typing import Any

from effects_page import spread

PAGE = Path(__file__).parents[1] / "docs" / "networks.md"
Line = dict[str, Any]
Table = list[list[str]]


def cifar(lines: list[Line]) -> Table:
    """A row for each family, the best first."""
    runs: dict[str, list[Line]] = {}
    sizes = {line["network"]: line for line in lines if "multiply_adds" in line}
    for line in lines:
        if "cpu_minutes" in line and "network" in line:
            runs.setdefault(line["network"], []).append(line)
    alone = {line["network"]: line for line in lines if "alone" in line}
    head = ["network", "test accuracy, %", "seeds", "parameters", "multiply-adds"]
    rows = [[*head, "pictures a second", "minutes of steps", "CPU minutes in all"]]
    names = sorted(runs, key=lambda n: -statistics.mean(r["accuracy"] for r in runs[n]))
    for name in names:
        of, size = runs[name], sizes[name]
        rows.append(
            [
                f"`{name}`",
                _score([run["accuracy"] for run in of]),
                str(len(of)),
                f"{size['parameters']:,}",
                f"{size['multiply_adds'] / 1e6:.1f} M",
                f"{alone[name]['alone']:,}",
                f"{alone[name]['minutes']:.1f}",
                f"{statistics.median(run['cpu_minutes'] for run in of):.1f}",
            ]
        )
    return rows if len(rows) > 1 else []


def fit(lines: list[Line]) -> Table:
    """A row for each form and side."""
    head = ["network", "side", "parameters", "accuracy on the 64, %", "steps", "pictures a second"]
    rows = [
        [
            f"`{line['network']}`",
            str(line["side"]),
            f"{line['parameters']:,}",
            f"{100 * line['accuracy']:.1f}",
            str(line["steps"]),
            f"{line['pictures_per_second']:,}",
        ]
        for line in lines
        if "side" in line
    ]
    return [head, *rows] if rows else []


def ensemble(lines: list[Line]) -> Table:
    """The vote, its members, and one network of the same arithmetic."""
    ways: dict[str, list[Line]] = {}
    for line in lines:
        if "way" in line:
            ways.setdefault(line["way"], []).append(line)
    if not ways:
        return []
    rows = [["", "test accuracy, %", "CPU minutes"]]
    for name, of in ways.items():
        minutes = statistics.median(line["cpu_minutes"] for line in of)
        rows.append([name, _score([line["accuracy"] for line in of]), f"{minutes:.1f}"])
        if of[0]["members"]:
            means = [line["members"]["mean"] for line in of]
            best = [line["members"]["most"] for line in of]
            rows.append(["its members, mean", _score(means), ""])
            rows.append(["its best member", _score(best), ""])
    return rows


def _score(values: list[float]) -> str:
    """With the range where there is one."""
    return spread(values) if len(values) > 1 else f"{100 * values[0]:.2f}"


def main() -> None:
    texts = [Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]
    lines = [json.loads(line) for text in texts for line in text.splitlines()]
    text = PAGE.read_text(encoding="utf-8")
    for name, table in (("cifar", cifar), ("fit", fit), ("ensemble", ensemble)):
        begin, end = f"<!-- {name}: made by", f"<!-- end of {name} -->"
        rows = table(lines)
        if not rows:
            print(f"no lines for {name}: its table stays as it is")
            continue
        if begin not in text or end not in text:
            sys.exit(f"{PAGE} must have the marks {begin!r} and {end!r}; put them where it belongs")
        before, rest = text.split(begin, 1)
        mark, after = rest.split("\n", 1)[0], rest.split(end, 1)[1]
        head, *others = rows
        cells = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
        cells += ["| " + " | ".join(row) + " |" for row in others]
        body = "\n".join(cells)
        text = f"{before}{begin}{mark}\n\n{body}\n\n{end}{after}"
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
