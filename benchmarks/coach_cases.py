"""What ``netwright.watch`` makes of small training programs with known faults, and of healthy ones.

    python benchmarks/coach_cases.py                     three seeds of all, and the two halves
    python benchmarks/coach_cases.py --seeds 1 S02 H01   these programs alone
    python benchmarks/coach_cases.py --write             the same, written into docs/coach.md

The programs are those of ``coach_cases/dev.json`` beside the data folder: faulty ones, the same
with their faults mended, and healthy ones. A faulty program is *detected* if a cause is named, and
*right* if its first cause is one of its true ones. Any cause for a healthy or mended one is a false
alarm. ``coach_thresholds.py`` says how the two halves are judged. Each worker has one thread.
"""

import argparse
import multiprocessing
import os
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import torch
from coach_programs import Program, programs, watched
from coach_rules import rules_table
from coach_thresholds import Read, Score, cross_validate, score
from shared import calibration, say

PAGE = Path(__file__).parents[1] / "docs" / "coach.md"
MARKS = "<!-- cases: made by benchmarks/coach_cases.py -->", "<!-- end of cases -->"
MARKS_OF_RULES = "<!-- rules: made by benchmarks/coach_cases.py -->", "<!-- end of rules -->"
SPLITS = 4
Halves = tuple[Score, Score, Score]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    say(**calibration())
    began = time.perf_counter()
    work = [
        (program, seed)
        for seed in range(asked.seeds)
        for program in programs()
        if not asked.names or program.group in asked.names
    ]
    reads = list(_run(work, asked.workers))
    whole = score(reads, again=False)
    say(programs=len(reads), figures=str(whole), seconds=round(time.perf_counter() - began))
    if asked.names:
        return
    halves_of = [(reads, split) for split in range(SPLITS)]
    with multiprocessing.get_context("spawn").Pool(asked.workers) as pool:
        halves = pool.starmap(cross_validate, halves_of)
    for split, (one, other, unset) in enumerate(halves):
        say(split=split, set_on=str(one), held_against=str(other), unset=str(unset))
    if asked.write:
        _write(MARKS, _table(reads, whole, halves, asked.seeds))
        _write(MARKS_OF_RULES, rules_table(reads))


def _write(marks: tuple[str, str], table: str) -> None:
    begin, end = marks
    before, rest = PAGE.read_text(encoding="utf-8").split(begin)
    text = f"{before}{begin}\n\n{table}\n\n{end}{rest.split(end)[1]}"
    PAGE.write_text(text, encoding="utf-8")


def _run(work: list[tuple[Program, int]], workers: int) -> Iterable[Read]:
    with multiprocessing.get_context("spawn").Pool(workers, torch.set_num_threads, (1,)) as pool:
        for read in pool.imap(_one, work):
            program, cause = read.program, read.cause
            said = "missed" if cause is None else "other"
            if cause in program.causes:
                said = "right"
            elif cause in program.near:
                said = "acceptable"
            if program.kind != "faulty":
                said = "quiet" if cause is None else "ALARM"
            say(program=program.name, seed=read.seed, cause=cause, said=said)
            yield read


def _one(work: tuple[Program, int]) -> Read:
    program, seed = work
    found = watched(program, seed)
    return Read(
        program=program,
        seed=seed,
        cause=found.cause,
        facts=found.facts,
        verdicts=found.verdicts,
    )


def _table(reads: list[Read], whole: Score, halves: list[Halves], seeds: int) -> str:
    """Markdown: a row for each faulty program, then the sums."""
    named: dict[str, list[str]] = defaultdict(list)
    for one in reads:
        if one.program.kind == "faulty":
            named[one.program.name].append(one.cause or "none")
    rows = [
        f"| {program.name} | {program.fault} | {', '.join(program.causes)} | "
        f"{', '.join(dict.fromkeys(named[program.name]))} |"
        for program in programs()
        if program.kind == "faulty"
    ]
    alarms = [
        f"{one.program.name} ({one.cause}, seed {one.seed}; its skill on its own training rows "
        f"ends at {one.facts.scores.fit:.2f})"
        for one in reads
        if one.program.kind != "faulty" and one.cause is not None
    ]
    lines = [
        f"Over {seeds} seeds: {whole}.",
        *([f"The alarms: {', '.join(alarms)}."] if alarms else []),
        "",
        "| split | thresholds set on one half: there | on the other half | none set, both halves |",
        "| ---: | --- | --- | --- |",
        *(f"| {i} | {one} | {other} | {un} |" for i, (one, other, un) in enumerate(halves)),
        "",
        "| program | its fault | true causes | first cause named |",
        "| --- | --- | --- | --- |",
        *rows,
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
