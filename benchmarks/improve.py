"""What ``netwright improve`` gives back of a score that a fault lost, and what it keeps wrongly.

python benchmarks/improve.py faults [MINUTES] [NAME ..]  a line for each fault, then the mean
python benchmarks/improve.py nothing [SEARCHES]        20 remedies that change nothing: what stays

Data: ``digits``, an MLP. Scores: the goal on test, of the run with the fault, of the run that the
search ended with, and of the run without the fault; the share that comes back is
(last - faulty) / (sound - faulty), null where nothing was lost. Of the remedies that do nothing,
half are copies with another name, half train with another seed.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from shared import calibration, say

import netwright as nw
from netwright.actions import Causes, Known, Remedy
from netwright.api._improve_trials import Trials
from netwright.experiments import Journal, Question, Scored, search
from netwright.recipe import Recipe
from netwright.training import Stop

SOUND: dict[str, object] = {"model": "mlp", "epochs": 20, "tensorboard": False}
FAULTS: dict[str, dict[str, object]] = {
    "learning rate x 100": {"learning_rate": 0.1},
    "learning rate x 1,000": {"learning_rate": 1.0},
    "learning rate / 100": {"learning_rate": 1e-5},
    "weights start at 0.01": {"init": "small"},
    "weights start at 0": {"init": "zero"},
    "sigmoid": {"activation": "sigmoid"},
    "dropout 0.95": {"dropout": 0.95},
    "weight decay 10": {"weight_decay": 10.0, "learning_rate": 1e-2},
    "L1 0.1": {"l1": 0.1},
    "1/20 of the epochs": {"epochs": 1},
    "batches of 1,024": {"batch_size": 1024},
    "plain SGD at AdamW's rate": {"optimiser": "sgd", "learning_rate": 1e-3},
    "gradients clipped at 1e-4": {"clip": 1e-4, "optimiser": "sgd", "learning_rate": 0.1},
}
COPIES = 20


def main(part: str, *words: str) -> None:
    say(**calibration())
    with tempfile.TemporaryDirectory() as place:
        if part == "faults":
            minutes = float(words[0]) if words else 5.0
            faults(Path(place), minutes, words[1:] or tuple(FAULTS))
        else:
            nothing(Path(place), int(words[0]) if words else 1)


def faults(place: Path, minutes: float, names: Sequence[str]) -> None:
    sound = nw.train("digits", out=place, **SOUND)
    say(sound=sound.goal["value"], seconds=sound.summary()["seconds"]["train"])
    shares = []
    for name in names:
        faulty = nw.train("digits", out=place, **{**SOUND, **FAULTS[name]})
        began = time.perf_counter()
        last = nw.improve(faulty, minutes, out=place / name)
        values = [run.goal["value"] for run in (faulty, last, sound)]
        lost = values[2] - values[0]
        share = (values[1] - values[0]) / lost if lost > 0 else None
        say(
            fault=name,
            faulty=values[0],
            last=values[1],
            share=None if share is None else round(share, 3),
            kept=last.result["kept"],
            tries=len(last.result["tries"]),
            why=last.result["why"],
            seconds=round(time.perf_counter() - began),
        )
        shares += [] if share is None else [share]
    say(faults=len(shares), mean_share=round(sum(shares) / len(shares), 3), least=min(shares))


def nothing(place: Path, searches: int) -> None:
    run = nw.train("digits", out=place, **{**SOUND, "epochs": 3})
    kept = []
    for number in range(searches):
        folder = place / f"search-{number}"
        folder.mkdir()
        question = Question(
            remedies=[_idle(copy) for copy in range(COPIES)],
            known=Known(),
            causes=Causes(),
            best=run.model.task.goal.best,
            seconds=1e9,
            each=1.0,
            seed=number,
            train=_Seeded(run),
            head="# Remedies that change nothing",
            say=lambda line: None,
        )
        found = search(run.recipe, question, Journal(folder))
        kept.append(len(found.kept))
        say(search=number, kept=len(found.kept), of=COPIES, seconds=round(found.seconds))
    say(searches=searches, most_kept=max(kept), mean_kept=sum(kept) / len(kept))


class _Seeded:
    """Trains with another seed where a recipe is no copy: which one it is, ``damaged`` tells."""

    def __init__(self, run: nw.Run) -> None:
        self._trials = Trials(run, Stop(), None)

    def __call__(self, recipe: Recipe, seed: int) -> Scored:
        copy = round((recipe.settings.damaged - 0.01) * 1e6)
        return self._trials(recipe, seed + copy if copy % 2 else seed)


def _idle(copy: int) -> Remedy:
    share = round(
        0.01 + (copy + 1) * 1e-6, 9
    )  # of damaged pictures that are allowed: there are none
    return Remedy(
        name=f"copy {copy}",
        causes=(),
        sets=("damaged",),
        expect="nothing",
        cost="nothing",
        change=lambda settings, known: {"damaged": share},
        general=True,
    )


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["faults"]))
