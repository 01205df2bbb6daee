import dataclasses
import json

import pytest

from netwright import store
from netwright.api._improve_shown import IMPROVED, improved_facts, improvement_of
from netwright.contracts import Score
from netwright.errors import DamageError
from netwright.experiments import Tried
from netwright.report import RemedyShown

TRIED = Tried(
    number=1, remedy="warm up", change={"warmup": [0.0, 0.1]}, advised="not tried before",
    expect="a better start", cost="nothing", seeds=[4, 5], before=[0.5, 0.6], after=[0.7, 0.9],
    difference=0.25, standard_error=0.05, t=5.0, threshold=None, outcome="undecided",
    why="the time was up", seconds=12.5,
)  # fmt: skip


def test_what_is_written_is_read_back_as_the_report_shows_it(tmp_path):
    store.write_json(tmp_path / IMPROVED, improved_facts(tmp_path / "a-run", [TRIED]))
    found = improvement_of(tmp_path)
    assert found.first == "a-run"
    assert found.tries == (
        RemedyShown(
            number=1, remedy="warm up", idea="not tried before", change={"warmup": (0.0, 0.1)},
            expect="a better start", gain=Score(0.25, 0.05), pairs=2, outcome="undecided",
            why="the time was up",
        ),
    )  # fmt: skip


def test_equal_searches_leave_equal_files_however_long_they_took(tmp_path):
    slow = dataclasses.replace(TRIED, seconds=99.0)
    assert improved_facts(tmp_path, [slow]) == improved_facts(tmp_path, [TRIED])


def test_a_try_that_could_not_be_trained_has_no_gain(tmp_path):
    failed = dataclasses.replace(
        TRIED, difference=None, standard_error=None, before=[], after=[], outcome="failed"
    )
    single = dataclasses.replace(TRIED, standard_error=None)
    store.write_json(tmp_path / IMPROVED, improved_facts(tmp_path, [failed, single]))
    first, second = improvement_of(tmp_path).tries
    assert (first.gain, first.pairs) == (None, 0)
    assert second.gain == Score(0.25)


def test_an_ordinary_run_shows_nothing(tmp_path):
    assert improvement_of(tmp_path) is None


@pytest.mark.parametrize(
    "values", [[], {}, {"first": "a", "tries": [{}]}, {"first": "a", "tries": 3}]
)
def test_other_words_are_refused(tmp_path, values):
    (tmp_path / IMPROVED).write_text(json.dumps(values))
    with pytest.raises(DamageError, match=r"improved\.json must hold what was tried; got"):
        improvement_of(tmp_path)
