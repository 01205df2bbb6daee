import dataclasses

import numpy as np
import pytest

from netwright.api._people_facts import people_figures
from netwright.diagnosis._own_figures import FIGURES


def test_the_figures_are_those_of_the_run(bars_run, trained):
    done = trained(bars_run)
    task = done.learned.task
    found = people_figures(done, task)
    assert set(found) == {name for name in FIGURES if name.startswith("people/")}
    assert found["people/trained"] == len(task.people)
    assert found["people/largest"] == pytest.approx(1 / len(task.people))
    assert found["people/times"] == 1.0
    assert found["people/margin"] == task.margin
    assert found["people/eer"] == pytest.approx(bars_run.measures["val"]["eer"])
    assert -1 <= found["people/alike"] < found["people/own"] <= 1.001


def test_without_people_held_out_nothing_is_said_of_their_embeddings(bars_run, trained):
    done = trained(bars_run)
    splits = {"train": done.scored.splits["train"]}
    alone = dataclasses.replace(done, scored=dataclasses.replace(done.scored, splits=splits))
    found = people_figures(alone, done.learned.task)
    assert "people/alike" not in found
    assert found["people/eer"] == found["people/fit"]


def test_an_objective_without_a_margin_has_none(bars_run, trained):
    done = trained(bars_run)
    task = dataclasses.replace(done.learned.task, objective="siamese", margin=0.0, members=1)
    assert np.isnan(people_figures(done, task)["people/margin"])
