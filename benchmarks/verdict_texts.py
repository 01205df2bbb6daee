"""Ten real trainings and what the coach says of each, as docs/verdicts.md shows them.

    python benchmarks/verdict_texts.py            print them
    python benchmarks/verdict_texts.py --write    write them into docs/verdicts.md

Each is one call of ``netwright.train`` on real data, sound or with something wrong in it; what is
wrong is said above the coach's words, which are those at the end of the training: three lines.
Below them stand those of ``netwright diagnose`` where these say more.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from shared import data_folder, mnist

import netwright as nw

PAGE = Path(__file__).parents[1] / "docs" / "verdicts.md"
BEGIN, END = "<!-- made by benchmarks/verdict_texts.py -->", "<!-- end of verdicts -->"


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a person did, in words; the data, and the settings."""

    what: str
    data: str
    settings: dict[str, Any] = field(default_factory=dict)


CASES = (
    Case(what="The digits, as netwright trains them.", data="digits"),
    Case(
        what="The digits, an MLP, the learning rate a thousand times too large.",
        data="digits",
        settings={"model": "mlp", "learning_rate": 1.0},
    ),
    Case(
        what="The digits, an MLP, plain SGD with the learning rate that is right for Adam.",
        data="digits",
        settings={"model": "mlp", "optimiser": "sgd", "learning_rate": 1e-3},
    ),
    Case(
        what="The digits, an MLP, nearly every unit dropped.",
        data="digits",
        settings={"model": "mlp", "dropout": 0.95},
    ),
    Case(
        what="The digits, an MLP, one epoch of batches of 512.",
        data="digits",
        settings={"model": "mlp", "epochs": 1, "batch_size": 512},
    ),
    Case(what="100 pictures of MNIST and no more.", data="few", settings={"epochs": 60}),
    Case(what="2,000 pictures of MNIST whose labels were shuffled.", data="shuffled"),
    Case(
        what="2,000 pictures of MNIST, half of the held-out ones are training pictures too.",
        data="repeated",
    ),
    Case(
        what="Penguins: the species, from a table.",
        data="tabular_small/penguins.csv",
        settings={"target": "species"},
    ),
    Case(
        what='The Titanic, "survived", with the column "alive" left in.',
        data="tabular_small/titanic.csv",
        settings={"target": "survived"},
    ),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    parts = []
    with tempfile.TemporaryDirectory() as place:
        for number, case in enumerate(CASES, 1):
            began = time.perf_counter()
            run = nw.train(
                _data(case.data, Path(place)), out=place, tensorboard=False, **case.settings
            )
            spent = time.perf_counter() - began
            said = "" if run.verdict is None else run.verdict.text()
            more = nw.diagnose(run.path)
            goal = run.goal
            head = f"## {number}. {case.what}"
            reached = f"{goal['split']} {goal['measure']} {goal['value']:.4f}, {spent:.0f} s"
            parts.append(f"{head}\n\n{reached}\n\n```text\n{said}\n```")
            if more.verdict.lines != getattr(run.verdict, "lines", None):
                longer = "Of `netwright diagnose`, which takes ten seconds more:"
                parts[-1] += f"\n\n{longer}\n\n```text\n{more.verdict.text()}\n```"
            print(parts[-1], flush=True)
            print()
    if asked.write:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        text = "\n\n".join(parts)
        PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


def _data(name: str, place: Path) -> str | Path:
    if name == "digits":
        return name
    if "/" in name:
        return data_folder() / name
    x, y, x_test, y_test = mnist()
    rows = 100 if name == "few" else 2_000
    drawn = np.random.default_rng(0).permutation(len(x))
    kept, held = drawn[:rows], drawn[-500:]
    x, y, x_val, y_val = x[kept], y[kept], x[held], y[held]
    if name == "shuffled":
        y = np.random.default_rng(0).permutation(y)
    if name == "repeated":
        x_val, y_val = (
            np.concatenate([x[:250], x_val[:250]]),
            np.concatenate([y[:250], y_val[:250]]),
        )
    path = place / f"{name}.npz"
    arrays = {"x_train": x, "y_train": y, "x_val": x_val, "y_val": y_val}
    np.savez(path, **arrays, x_test=x_test[:1000], y_test=y_test[:1000])
    return path


if __name__ == "__main__":
    main()
