"""Faces of people never seen in training: four folds of ten of the 40 people of ORL.

    python benchmarks/verification.py [FOLD ...] [key=value ...]

Each fold is one training by the command a user would give, on the 30 other people; some of these
are held out to choose the weights and the threshold, so the ten are met in the end alone. Then:

    eer           of all 4,950 pairs of their 100 pictures
    recognised    all 40 people are put into a gallery with one picture each; who is on the nine
                  others of each of the ten? The mean over which picture is put in, 40-way
    named         the same, where also the score must reach the threshold

Beside each stands what needs no training: cosines of principal components whitened on the 30.
Settings as key=value go to every training, after side=48 and val_share=0.1.
"""

import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from shared import calibration, command, data_folder, say, setting_words

from netwright import api
from netwright.measures.verification import equal_error_rate

FOLDS, PEOPLE, PICTURES = 4, 40, 10
COMPONENTS = 100
GIVEN = ["side=48", "val_share=0.1"]  # faces fill the pictures; three people choose, 27 train


def picture(person: int, number: int) -> Path:
    return data_folder() / "faces_orl" / f"s{person}" / f"{number}.pgm"


def unseen(fold: int) -> range:
    each = PEOPLE // FOLDS
    return range(fold * each + 1, (fold + 1) * each + 1)


def laid_out(place: Path, fold: int) -> Path:
    """train and test folders of a fold, with a folder for each person in them."""
    folder = place / f"orl{fold}"
    for person in range(1, PEOPLE + 1):
        split = "test" if person in unseen(fold) else "train"
        shutil.copytree(picture(person, 1).parent, folder / split / f"s{person}")
    return folder


def trained(folder: Path, place: Path, settings: list[str]) -> dict[str, Any]:
    words = ["train", str(folder), "--task", "verification", "--out", str(place), "--quiet"]
    return command(*words, *setting_words(settings), cache=place / "cache")


def recognised(run: api.Run, fold: int, place: Path) -> tuple[float, float]:
    """Shares of pictures whose nearest person is the right one, and is named."""
    nearest, named = [], []
    for number in range(1, PICTURES + 1):
        gallery = api.Gallery(run, place / f"gallery{fold}-{number}")
        for person in range(1, PEOPLE + 1):
            gallery.add(f"s{person}", picture(person, number))
        others = [other for other in range(1, PICTURES + 1) if other != number]
        for person in unseen(fold):
            for answer in gallery.who(*[picture(person, other) for other in others]):
                nearest.append(next(iter(answer["alike"])) == f"s{person}")
                named.append(answer["who"] == f"s{person}")
    return statistics.mean(nearest), statistics.mean(named)


def untrained(fold: int) -> float:
    """The equal error rate of whitened principal components."""
    known = [person for person in range(1, PEOPLE + 1) if person not in unseen(fold)]
    train, test = (_pixels(people) for people in (known, list(unseen(fold))))
    mean = train.mean(axis=0)
    _, sizes, axes = np.linalg.svd(train - mean, full_matrices=False)
    rows = (test - mean) @ axes[:COMPONENTS].T / sizes[:COMPONENTS]
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    first, second = np.triu_indices(len(rows), 1)
    scores = (rows[first] * rows[second]).sum(axis=1)
    return equal_error_rate(scores, first // PICTURES == second // PICTURES)


def _pixels(people: list[int]) -> np.ndarray:
    pictures = [
        np.asarray(Image.open(picture(person, number)).resize((46, 56)), dtype=np.float64)
        for person in people
        for number in range(1, PICTURES + 1)
    ]
    return np.stack(pictures).reshape(len(pictures), -1)


def fold_of(fold: int, place: Path, settings: list[str]) -> float:
    folder = laid_out(place, fold)
    done = trained(folder, place / f"runs{fold}", settings)
    nearest, named = recognised(api.load(done["run"]), fold, place)
    test = done["measures"]["test"]
    say(
        fold=fold,
        people=f"{unseen(fold)[0]} to {unseen(fold)[-1]}",
        **{name: round(value, 4) for name, value in test.items()},
        standard_error=done["goal"]["standard_error"],
        recognised=round(nearest, 4),
        named=round(named, 4),
        untrained_eer=round(untrained(fold), 4),
        seconds=round(done["clock"], 1),
        steps=done["steps"],
        best_step=done["best_step"],
    )
    return test["eer"]


def main() -> None:
    words = sys.argv[1:]
    named = [word for word in words if "=" in word]
    taken = {word.partition("=")[0] for word in named}
    settings = [word for word in GIVEN if word.partition("=")[0] not in taken] + named
    folds = [int(word) for word in words if "=" not in word] or list(range(FOLDS))
    say(**calibration())
    with tempfile.TemporaryDirectory() as place:
        found = [fold_of(fold, Path(place), settings) for fold in folds]
    say(folds=len(found), mean_eer=round(statistics.mean(found), 4))


if __name__ == "__main__":
    main()
