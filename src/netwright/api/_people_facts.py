"""Figures of verification for the rules: how alike pictures are found, and who was trained on."""

import math

import numpy as np
from numpy.typing import NDArray

from netwright.api._verdict_facts import Trained
from netwright.tasks import Verification, pairs_of


def people_figures(trained: Trained, task: Verification) -> dict[str, float]:
    """The figures under the names of ``diagnosis``.

    Args:
        trained: a training of verification at its end.
        task: what it learned.

    Returns:
        name -> number; pairs are those of val, or of train where nobody is held out.
    """
    splits, examples = trained.scored.splits, trained.learned.examples
    counts = np.bincount(examples.arrays["label"][examples.rows("train")])
    counts = counts[counts > 0]
    held = "val" if "val" in splits else "train"
    found = {
        "people/trained": float(len(counts)),
        "people/largest": float(counts.max() / counts.sum()),
        "people/times": float(counts.max() / np.median(counts)),
        "people/margin": math.nan if task.objective == "siamese" else task.margin + task.angle,
        "people/fit": splits["train"].scores["eer"].value,
        "people/eer": splits[held].scores["eer"].value,
    }
    if held == "val":
        labels = np.asarray(examples.arrays["label"][examples.rows("val")])
        columns = (
            task.dims * task.members
        )  # siamese has one more, which is no part of where it lies
        found |= _cosines(splits["val"].output[:, :columns], labels)
    return found


def _cosines(output: NDArray[np.floating], labels: NDArray[np.int64]) -> dict[str, float]:
    lengths = np.linalg.norm(output, axis=1, keepdims=True)
    rows = output / np.maximum(lengths, 1e-12)
    first, second = pairs_of(labels)
    cosines, same = (rows[first] * rows[second]).sum(axis=1), labels[first] == labels[second]
    return {"people/alike": float(cosines[~same].mean()), "people/own": float(cosines[same].mean())}
