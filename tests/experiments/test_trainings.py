import pytest

from netwright.experiments import Journal, Scored, name_of
from netwright.experiments._trainings import Trainings
from netwright.recipe import resolve

FIRST, OTHER = resolve(user={}), resolve(user={"epochs": 30.0})


def _train(recipe, seed):
    return Scored(score=0.5, error=None, seconds=3.0 if recipe == OTHER else 1.0)


@pytest.fixture
def trainings(tmp_path):
    return Trainings(_train, Journal(tmp_path), seconds=20.0, each=2.0)


def test_names_say_settings_and_not_origins():
    assert name_of(FIRST) == name_of(resolve(coach={"epochs": 10.0}))
    assert name_of(FIRST) != name_of(OTHER)


def test_each_training_is_made_and_counted_once(trainings, tmp_path):
    assert trainings.scored(FIRST, 1) is trainings.scored(FIRST, 1)
    assert trainings.spent == 1.0
    trainings.scored(FIRST, 2)
    assert trainings.spent == 2.0

    def never(recipe, seed):
        raise AssertionError("trained again")

    again = Trainings(never, Journal(tmp_path), seconds=20.0, each=2.0)
    again.scored(FIRST, 1)
    assert again.spent == 1.0  # what it took counts, in whichever process


def test_what_fits_is_foreseen_from_a_guess_then_from_what_was_measured(trainings):
    # 2 s for the first recipe, 6 s for the other, which is trained once more at the end
    assert trainings.fit(FIRST, OTHER, more=1)
    assert not trainings.fit(FIRST, OTHER, more=2)
    trainings.scored(FIRST, 1)
    trainings.scored(OTHER, 1)  # 1 s and 3 s, in truth
    assert trainings.spent == 4.0
    assert trainings.fit(FIRST, OTHER, more=3)  # 3 + 4 * 3
    assert not trainings.fit(FIRST, OTHER, more=4)


def test_pairs_need_only_the_trainings_that_are_not_there(trainings):
    for seed in range(8):
        trainings.scored(FIRST, seed)
    cheap = resolve(user={"seed": 1})
    assert trainings.fit(FIRST, cheap, more=8)  # 8 s were spent; 8 + 1 more of 1 s each
    assert not trainings.fit(FIRST, cheap, more=12)
