"""House prices and incomes: netwright beside scikit-learn's boosting on the same splits.

    python benchmarks/tables.py ames     5 splits
    python benchmarks/tables.py adult    3 seeds

Each split is written as two CSV files, so that netwright gets what a user would give it. Boosting
gets the categories as categories and the logarithm of the price, with its default settings. The
test rows are never seen by a choice of either.
"""

import csv
import math
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from shared import calibration, data_folder, say
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import OrdinalEncoder

from netwright.api import train


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [[cell.strip() for cell in row] for row in csv.reader(file) if row]
    return rows[0], rows[1:]


def write(path: Path, head: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


def matrix(rows: list[list[str]], fitted: list[list[str]]) -> tuple[np.ndarray, list[bool]]:
    """Numbers as numbers, words as ordinal codes that boosting takes as categories."""
    columns, is_word = [], []
    for j in range(len(rows[0])):
        try:
            columns.append([float(r[j]) if r[j] not in ("", "NA", "?") else math.nan for r in rows])
            is_word.append(False)
        except ValueError:
            coder = OrdinalEncoder(
                handle_unknown="use_encoded_value", unknown_value=math.nan, max_categories=250
            )
            coder.fit([[r[j]] for r in fitted])
            columns.append(coder.transform([[r[j]] for r in rows])[:, 0].tolist())
            is_word.append(True)
    return np.array(columns).T, is_word


def boosting(kind: str, head: list[str], parts: list[list[list[str]]], target: int) -> float:
    del head
    x_rows = [[[c for j, c in enumerate(r) if j != target] for r in part] for part in parts]
    both = x_rows[0] + x_rows[1]
    x, words = matrix(both, x_rows[0])
    cut = len(x_rows[0])
    if kind == "ames":
        y = np.log([float(r[target]) for part in parts for r in part])
        model = HistGradientBoostingRegressor(categorical_features=words, random_state=0)
        model.fit(x[:cut], y[:cut])
        return float(np.sqrt(np.mean((model.predict(x[cut:]) - y[cut:]) ** 2)))
    y = np.array([r[target].rstrip(".") for part in parts for r in part])
    model = HistGradientBoostingClassifier(categorical_features=words, random_state=0)
    model.fit(x[:cut], y[:cut])
    return float((model.predict(x[cut:]) == y[cut:]).mean())


def ames(path: Path, seeds: int) -> None:
    head, rows = read(path)
    target, lines = head.index("SalePrice"), []
    for seed in range(seeds):
        first, second = train_test_split(range(len(rows)), test_size=0.2, random_state=seed)
        parts = [[rows[i] for i in first], [rows[i] for i in second]]
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            write(folder / "train.csv", head, parts[0])
            write(folder / "test.csv", head, parts[1])
            began = time.perf_counter()
            run = train(
                folder / "train.csv",
                target="SalePrice",
                test=folder / "test.csv",
                seed=seed,
                out=folder / "runs",
            )
            ours, val = run.goal["value"], run.measures["val"]["rmse_log"]
            seconds = time.perf_counter() - began
        theirs = boosting("ames", head, parts, target)
        lines.append({"seed": seed, "netwright": ours, "boosting": theirs, "val": val})
        say(**lines[-1], seconds=round(seconds, 1))
    means = {k: statistics.mean(line[k] for line in lines) for k in ("netwright", "boosting")}
    say(mean=means)


def adult(folder: Path, seeds: int) -> None:
    accuracies = []
    for seed in range(seeds):
        with tempfile.TemporaryDirectory() as place:
            began = time.perf_counter()
            run = train(
                folder / "adult-train.csv",
                target="last",
                test=folder / "adult-test.csv",
                seed=seed,
                out=place,
            )
            accuracies.append(run.goal["value"])
            seconds = time.perf_counter() - began
        say(seed=seed, netwright=accuracies[-1], seconds=round(seconds, 1))
    parts = [
        [[c.strip() for c in r] for r in csv.reader((folder / n).open(encoding="utf-8")) if r]
        for n in ("adult-train.csv", "adult-test.csv")
    ]
    theirs = boosting("adult", [], parts, len(parts[0][0]) - 1)
    say(mean=statistics.mean(accuracies), boosting=theirs)


def main(line: str) -> None:
    say(calibration=calibration())
    if line in ("ames", "all"):
        ames(data_folder() / "tabular_ames" / "AmesHousing.csv", 5)
    if line in ("adult", "all"):
        adult(data_folder() / "tabular_adult", 3)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all")
