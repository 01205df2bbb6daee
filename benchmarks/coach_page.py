"""The tables of docs/coach.md, from what ``healthy.py``, ``watch.py`` and ``improve.py`` print.

    python benchmarks/healthy.py > lines.jsonl
    python benchmarks/watch.py >> lines.jsonl
    python benchmarks/improve.py faults >> lines.jsonl
    python benchmarks/improve.py nothing >> lines.jsonl
    python benchmarks/coach_page.py lines.jsonl

Several files are read as one; a part whose lines are missing stays as it is on the page.
"""

import json
import statistics
import sys
from collections import Counter
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parents[1] / "docs" / "coach.md"
Line = dict[str, Any]
CHANCE = 0.02  # of accuracy on the 359 test rows of the digits: two standard errors and more


def healthy(lines: list[Line]) -> list[str]:
    """How many runs of each kind, and how many alarms."""
    runs = [line for line in lines if "health" in line]
    if not runs:
        return []
    ill = [line for line in runs if line["health"] == "ill"]
    unsure = [line for line in runs if line["health"] == "unsure"]
    seconds = statistics.median(line["diagnosis_seconds"] for line in runs)
    counts = Counter((line["data"], line.get("model", "chosen")) for line in runs)
    said = [
        f"`python benchmarks/healthy.py` trains on every table and every set of pictures at hand "
        f"with the settings netwright chooses, and asks `netwright diagnose`: {len(runs)} runs, "
        f"{len(ill)} ill, {len(unsure)} unsure; {seconds:.1f} s for a diagnosis (median).",
        "",
        "| data | network | runs | goal, the last run | ill |",
        "| --- | --- | ---: | --- | ---: |",
    ]
    for (data, model), count in counts.items():
        of = [x for x in runs if (x["data"], x.get("model", "chosen")) == (data, model)]
        goal = of[-1]["goal"]
        said.append(
            f"| {data} | {model} | {count} | {goal['measure']} {goal['value']:.3f} | "
            f"{sum(one['health'] == 'ill' for one in of)} |"
        )
    named = [f"{line['data']}: {line['cause']}" for line in ill]
    return [*said, *(["", f"The alarms: {'; '.join(named)}."] if named else [])]


def watch(lines: list[Line]) -> list[str]:
    """The ratio of each network."""
    found = [line for line in lines if "ratio_range" in line]
    if not found:
        return []
    head = [
        "`python benchmarks/watch.py`: the same loop with the coach beside it and without, taking "
        "turns.",
        "",
        "| network | time with the coach, over without: median, range | entering and leaving, s | "
        "report with its forks, s |",
        "| --- | --- | ---: | ---: |",
    ]
    return head + [
        f"| {one['network']} | {one['ratio']:.3f} ({one['ratio_range'][0]:.3f} to "
        f"{one['ratio_range'][1]:.3f}) | {one['entering_and_leaving_seconds']:.3f} | "
        f"{one['report_seconds']:.2f} |"
        for one in found
    ]


def improve(lines: list[Line]) -> list[str]:
    """A row for each fault, and what was kept of remedies that do nothing."""
    faults = [line for line in lines if "fault" in line]
    idle = [line for line in lines if "most_kept" in line]
    said = []
    if faults:
        sound = next(line["sound"] for line in lines if "sound" in line)
        shares = [
            min(1.0, one["share"])
            for one in faults
            if one["share"] is not None and sound - one["faulty"] > CHANCE
        ]
        said = [
            f"`python benchmarks/improve.py faults`: a recipe for the digits with a fault in it, "
            f"test accuracy before and after; the sound recipe reaches {sound:.3f}. Of the "
            f"{len(shares)} faults that cost more than {100 * CHANCE:.0f} points, "
            f"{min(shares):.0%} of what was lost came back at least, "
            f"{statistics.mean(shares):.0%} in the mean.",
            "",
            "| fault | before | after | came back | what was kept | tries | seconds |",
            "| --- | ---: | ---: | ---: | --- | ---: | ---: |",
        ]
        said += [
            f"| {one['fault']} | {one['faulty']:.3f} | {one['last']:.3f} | "
            + ("nothing was lost" if one["share"] is None else f"{min(1.0, one['share']):.0%}")
            + f" | {', '.join(one['kept']) or 'nothing'} | {one['tries']} | {one['seconds']} |"
            for one in faults
        ]
    if idle:
        searches, kept = idle[-1]["searches"], idle[-1]["most_kept"]
        said += [
            *([""] if said else []),
            f"`python benchmarks/improve.py nothing`: of 20 remedies that change nothing, {kept} "
            f"{'is' if kept == 1 else 'are'} kept at most, over {searches} "
            f"{'search' if searches == 1 else 'searches'}.",
        ]
    return said


PARTS = {
    "healthy": (healthy, "healthy.py"),
    "watch": (watch, "watch.py"),
    "improve": (improve, "improve.py"),
}


def main(paths: list[str]) -> None:
    texts = [Path(path).read_text(encoding="utf-8") for path in paths]
    lines = [json.loads(line) for text in texts for line in text.splitlines() if line.strip()]
    page = PAGE.read_text(encoding="utf-8")
    for name, (made, script) in PARTS.items():
        rows = made(lines)
        if not rows:
            print(f"no lines for {name}: it stays as it is")
            continue
        begin = f"<!-- {name}: made by benchmarks/coach_page.py of the lines of {script} -->"
        before, rest = page.split(begin)
        after = rest.split(f"<!-- end of {name} -->")[1]
        text = "\n".join(rows)
        page = f"{before}{begin}\n\n{text}\n\n<!-- end of {name} -->{after}"
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
