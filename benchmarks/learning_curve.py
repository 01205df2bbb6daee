"""Networks and classical learners as the data grow: test accuracy on MNIST by training size.

    python benchmarks/learning_curve.py            prints a line for each point
    python benchmarks/learning_curve.py --write    also writes docs/learning_curve.md

Every learner gets the first m pictures of one random order of the training set, three orders, and
is scored on the 10,000 test pictures. netwright trains with its defaults (`convnet`, `mlp`), and
the classical learners are scikit-learn's with the settings named below; nothing is tuned on test.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shared import calibration, mnist, say
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC

from netwright.api import train

SIZES = (100, 300, 1_000, 3_000, 10_000, 60_000)
ORDERS = 3
SVM_MOST = 10_000  # rows: beyond it a kernel machine needs minutes
Pictures = NDArray[np.uint8]

CLASSICAL: dict[str, Callable[[], Any]] = {
    "logistic regression": lambda: LogisticRegression(C=0.1, max_iter=200),
    "3 nearest neighbours": lambda: KNeighborsClassifier(3),
    "random forest, 300 trees": lambda: RandomForestClassifier(300, n_jobs=2, random_state=0),
    "support vectors, RBF, C=10": lambda: SVC(C=10),
}
NETWORKS = ("mlp", "convnet")


def classical(name: str, x: Pictures, y: Pictures, test_x: Pictures, test_y: Pictures) -> float:
    learner = CLASSICAL[name]()
    rows = [a.reshape(len(a), -1) / 255.0 for a in (x, test_x)]
    learner.fit(rows[0], y)
    return float((learner.predict(rows[1]) == test_y).mean())


def network(name: str, x: Pictures, y: Pictures, test_x: Pictures, test_y: Pictures) -> float:
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data.npz"
        np.savez(data, x_train=x, y_train=y, x_test=test_x, y_test=test_y)
        run = train(data, out=Path(place) / "runs", model=name, tensorboard=False)
        return run.measures["test"]["accuracy"]


def measured() -> dict[str, dict[int, tuple[float, float, float]]]:
    """learner -> training size -> (median accuracy, least, seconds)."""
    x, y, test_x, test_y = mnist()
    table: dict[str, dict[int, tuple[float, float, float]]] = {}
    for size in SIZES:
        for name in (*CLASSICAL, *NETWORKS):
            if name.startswith("support") and size > SVM_MOST:
                continue
            found, began = [], time.perf_counter()
            orders = ORDERS if size < len(x) else 1
            for order in range(orders):
                rows = np.random.default_rng(order).permutation(len(x))[:size]
                run = network if name in NETWORKS else classical
                found.append(run(name, x[rows], y[rows], test_x, test_y))
            seconds = (time.perf_counter() - began) / orders
            point = (statistics.median(found), min(found), seconds)
            table.setdefault(name, {})[size] = point
            say(learner=name, size=size, median=point[0], least=point[1], seconds=round(seconds, 1))
    return table


def page(table: dict[str, dict[int, tuple[float, float, float]]]) -> str:
    """The table as Markdown."""
    head = "| learner | " + " | ".join(f"{size:,}" for size in SIZES) + " |"
    lines = [head, "| --- |" + " ---: |" * len(SIZES)]
    for name, points in table.items():
        cells = [f"{100 * points[s][0]:.1f}" if s in points else "" for s in SIZES]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    say(**calibration())
    table = measured()
    print(page(table))
    if asked.write:
        path = Path(__file__).parents[1] / "docs" / "learning_curve.md"
        begin, end = "<!-- table: made by benchmarks/learning_curve.py -->", "<!-- end -->"
        text = path.read_text(encoding="utf-8")
        before, after = text.partition(begin)[0], text.partition(end)[2]
        made = f"{before}{begin}\n\n{page(table)}\n\n{end}{after}"
        path.write_text(made, encoding="utf-8")


if __name__ == "__main__":
    main()
