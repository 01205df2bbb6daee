"""What each part of the recipe for CIFAR-10 is worth: one taken away or changed at a time.

    python benchmarks/ablations.py > lines.jsonl            every change, three seeds, four epochs
    python benchmarks/ablations.py --only flip one-look     these, beside the full recipe
    python benchmarks/ablations.py --rows 5000 --seeds 1    a quick look at a part of the pictures
    python benchmarks/ablations.py --kept lines.jsonl --write

The full recipe is ``RECIPE`` with ``BEST`` of ``peers/cifar_recipe.py``; each line of the table
differs from it in the settings it names. An optimiser in place of Muon has the rate and the
momentum that netwright gives it on these pictures. No setting leaves the whitening out: for
"random-axes" the function that puts it in is replaced here, so its random axes stay. Where nothing
is mirrored in training, no mirror image of a test picture is looked at either.

All changes of a seed follow each other before the next seed begins. The first training chooses how
to execute (``plan.json``), and all others do the same. CPU seconds are those of the process, from
the first step to the scores of the test pictures; decoding and planning come before. The weights
are those of the last step. Each result is one line of JSON, at once; ``--kept`` takes such lines of
an earlier command on the same machine, with the same epochs and rows, as done; ``--write`` puts the
table of all lines into docs/networks.md. Nothing is chosen by the test pictures.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from effects_page import spread
from peers.cifar_recipe import BEST, RECIPE
from shared import calibration, data_folder, say

from netwright.api import _transfer, train
from netwright.recipe import Settings
from netwright.training import step_cost

PAGE = Path(__file__).parents[1] / "docs" / "networks.md"
BEGIN, END = "<!-- ablations: made by benchmarks/ablations.py -->", "<!-- end of ablations -->"
FULL: dict[str, Any] = {**RECIPE, **BEST, "model": "speedrun"}
FLIP, CROP = FULL["augment"].split("+")
USUAL = {"learning_rate": None, "momentum": None}  # as netwright infers them
RANDOM_AXES = "random-axes"
EQUAL_TIME = "smaller-at-first-equal-time"
SMALLER = {"progressive": 0.5}
CHANGES: dict[str, tuple[str, dict[str, Any]]] = {
    "full": ("the full recipe", {}),
    RANDOM_AXES: ("random axes, no whitening", {}),
    "torch-start": ("torch's start, no partial identity", {"init": "torch"}),
    "linear": ("the rate falls from the first step", {"schedule": "linear", "warmup": 0.0}),
    "constant": ("a constant rate", {"schedule": "constant", "warmup": 0.0}),
    "no-smoothing": ("no label smoothing", {"smoothing": 0.0}),
    "no-ema": ("no running mean of the weights", {"ema": 0.0}),
    "no-flip": ("nothing mirrored", {"augment": CROP}),
    "flip": ("mirrored by chance in each epoch", {"augment": f"flip+{CROP}"}),
    "no-crop": ("no crops", {"augment": FLIP}),
    EQUAL_TIME: ("half of the steps on smaller pictures, equal time", SMALLER),
    "smaller-at-first": ("half of the steps on smaller pictures, equal epochs", SMALLER),
    "one-look": ("one look at a test picture", {"tta": "none"}),
    "doubtful": ("more looks only in doubt", {"tta": "doubtful"}),
    "adamw": ("AdamW in place of Muon", {"optimiser": "adamw", **USUAL}),
    "nesterov": ("Nesterov in place of Muon", {"optimiser": "nesterov", **USUAL}),
}
Line = dict[str, Any]


def settings_of(name: str, epochs: float) -> dict[str, Any]:
    """Of one line of the table."""
    if name == EQUAL_TIME:  # smaller pictures leave time for more steps
        epochs /= step_cost(Settings(**SMALLER))
    return {**FULL, "epochs": epochs, **CHANGES[name][1]}


def part_of(path: Path, rows: int, place: Path) -> Path:
    """So many training pictures, and as many test pictures where there are."""
    arrays: dict[str, Any] = {}
    with np.load(path) as file:
        arrays["class_names"] = file["class_names"]
        for split in ("train", "test"):
            ends, labels = file[f"{split}_offsets"], file[f"{split}_labels"]
            chosen = np.sort(np.random.default_rng(0).permutation(len(labels))[:rows])
            whole = file[f"{split}_jpeg"]
            pictures = [whole[ends[row] : ends[row + 1]] for row in chosen]
            arrays[f"{split}_jpeg"] = np.concatenate(pictures)
            arrays[f"{split}_offsets"] = np.cumsum([0, *map(len, pictures)])
            arrays[f"{split}_labels"] = labels[chosen]
    part = place / path.name
    np.savez(part, **arrays)
    return part


def measured(path: Path, place: Path, name: str, seed: int, epochs: float, plan: str) -> Line:
    """Train once; the line says what came of it."""
    began: list[float] = []

    def hear(said: str) -> None:
        if said.startswith("run: "):  # prepared and planned
            began.append(time.process_time())

    replaced = patch.object(_transfer, "weights_from_pictures", lambda *_: {})
    with replaced if name == RANDOM_AXES else nullcontext():
        run = train(
            path,
            out=place,
            say=hear,
            seed=seed,
            plan=plan,
            tensorboard=False,
            **settings_of(name, epochs),
        )
    return {
        "change": name,
        "seed": seed,
        "accuracy": round(run.measures["test"]["accuracy"], 4),
        "cpu_seconds": round(time.process_time() - began[0], 1),
        "steps": run.summary()["steps"],
        "run": str(run.path),
    }


def table(lines: Iterable[Line]) -> list[list[str]]:
    """A row for each change, in the order of ``CHANGES``; differences over the seeds in common."""
    found: dict[str, dict[int, Line]] = {}
    for line in lines:
        found.setdefault(line["change"], {})[line["seed"]] = line
    full = found["full"]
    rows = [["", "test accuracy, %", "points to the full recipe", "seeds", "CPU seconds"]]
    for name, (words, _) in CHANGES.items():
        runs = found.get(name, {})
        pairs = [(runs[s]["accuracy"], full[s]["accuracy"]) for s in runs if s in full]
        if not pairs:
            continue
        away = 100 * statistics.mean(one - whole for one, whole in pairs)
        rows.append(
            [
                words,
                spread([run["accuracy"] for run in runs.values()]),
                "" if name == "full" else f"{away:+.2f}",
                str(len(runs)),
                f"{statistics.median(run['cpu_seconds'] for run in runs.values()):.0f}",
            ]
        )
    return rows


def page() -> str:
    """The page as it is; the program ends where the table has no place in it."""
    if not PAGE.is_file():
        sys.exit(f"{PAGE} must be there to take the table; got nothing there")
    text = PAGE.read_text(encoding="utf-8")
    if BEGIN not in text or END not in text:
        sys.exit(f"{PAGE} must have the marks {BEGIN!r} and {END!r}; put them where it belongs")
    return text


def write(rows: list[list[str]], facts: str) -> None:
    """Put the table between its marks."""
    head, *others = rows
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in others]
    text = page()
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    body = "\n".join([*lines, "", facts])
    PAGE.write_text(f"{before}{BEGIN}\n\n{body}\n\n{END}{after}", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=float, default=4.0)
    parser.add_argument("--rows", type=int, default=0, help="training pictures; 0: all")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--only", nargs="*", choices=CHANGES, default=list(CHANGES))
    parser.add_argument(
        "--kept", nargs="*", type=Path, default=[], help="files of lines to go on from"
    )
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if asked.write:
        page()  # before hours, not after
    same = {"epochs": asked.epochs, "rows": asked.rows}
    kept = [json.loads(text) for file in asked.kept for text in file.open(encoding="utf-8")]
    machine = next((line for line in kept if "machine" in line), None) or calibration()
    say(**machine)
    lines = [line for line in kept if "change" in line and line.items() >= same.items()]
    done = {(line["change"], line["seed"]) for line in lines}
    with tempfile.TemporaryDirectory() as folder:
        place, plan = Path(folder), "auto"
        path = data_folder() / "cifar10" / "cifar10_jpeg.npz"
        path = part_of(path, asked.rows, place) if asked.rows else path
        for seed in range(asked.seeds):
            for name in dict.fromkeys(("full", *asked.only)):
                if (name, seed) not in done:
                    line = measured(path, place, name, seed, asked.epochs, plan)
                    run = line.pop("run")
                    plan = run if plan == "auto" else plan
                    lines.append({**line, **same})
                    say(**lines[-1])
    rows = table(lines)
    for row in rows:
        print("  ".join(f"{cell:>34}" for cell in row), file=sys.stderr)
    if asked.write:
        size = f"{asked.rows:,}" if asked.rows else "all"
        facts = [f"{asked.epochs:g} epochs of {size} training pictures"]
        facts += [f"{name} {value}" for name, value in machine.items()]
        write(rows, "; ".join(facts) + ".")


if __name__ == "__main__":
    main()
