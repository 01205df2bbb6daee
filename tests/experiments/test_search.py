"""Searches with trainings that are made up: a score for each recipe, and noise by its seed."""

import json
from dataclasses import replace

import numpy as np
import pytest

from netwright.actions import Causes, Known, Remedy
from netwright.experiments import (
    TIME_UP,
    Journal,
    Question,
    Scored,
    least_seconds,
    name_of,
    search,
)
from netwright.randomness import key
from netwright.recipe import resolve

FIRST = resolve(user={"learning_rate": 1.0})


def _sets(name, repeats=False, **values):
    def change(settings, known):
        return {k: v(settings) if callable(v) else v for k, v in values.items()}

    return Remedy(
        name=name,
        causes=("LR_HIGH",),
        sets=tuple(values),
        expect="more",
        cost="nothing",
        change=change,
        repeats=repeats,
    )


TENTH = _sets("tenth", repeats=True, learning_rate=lambda s: float(f"{s.learning_rate / 10:.6g}"))
WORSE = _sets("worse", dropout=0.5)
EQUAL = _sets("equal", clip=1.0)
WIDER = _sets("wider", width=2.0)


def _score(recipe, seed, noise=0.01):
    """Best at a rate of 0.01; a little better if wider; worse with dropout."""
    s = recipe.settings
    score = 0.9 - 0.2 * abs(np.log10(s.learning_rate / 0.01)) + 0.05 * (s.width > 1) - s.dropout
    return float(score + noise * np.random.default_rng(key(name_of(recipe), seed)).normal())


class Trainer:
    """Counts; stops where it is told to."""

    def __init__(self, score=_score, stop_after=None, seconds=1.0):
        self.made, self.score = [], score
        self.stop_after, self.seconds = stop_after, seconds

    def __call__(self, recipe, seed):
        if self.stop_after is not None and len(self.made) >= self.stop_after:
            raise KeyboardInterrupt  # in the midst of a training
        self.made.append((name_of(recipe), seed))
        return Scored(score=self.score(recipe, seed), error=0.01, seconds=self.seconds)


def _question(train, remedies=(TENTH, WORSE, WIDER, EQUAL), **other):
    values = {
        "known": Known(),
        "causes": Causes(first="LR_HIGH"),
        "best": "max",
        "seconds": 1_000.0,
        "each": 1.0,
        "seed": 0,
        "head": "# Head",
        "say": lambda line: None,
    }
    return Question(remedies=remedies, train=train, **{**values, **other})


def test_what_helps_is_kept_and_repeated_and_the_rest_is_dropped(tmp_path):
    found = search(FIRST, _question(Trainer()), Journal(tmp_path))
    assert found.recipe.settings.learning_rate == 0.01
    assert found.recipe.settings.width == 2.0
    assert (found.recipe.settings.dropout, found.recipe.settings.clip) == (0.0, 0.0)
    assert found.kept == ("tenth", "tenth", "wider")
    assert found.recipe.origin("learning_rate") == "coach"
    assert found.why == "every remedy was tried"
    first = found.tries[0]
    assert (first.change, first.outcome) == ({"learning_rate": [1.0, 0.1]}, "kept")
    assert first.advised == "a remedy for LR_HIGH"
    assert first.threshold is not None
    assert first.t >= first.threshold
    assert f"t {first.t:.2f}" in first.why


def test_pairs_have_equal_seeds_and_each_training_is_made_once(tmp_path):
    train = Trainer()
    found = search(FIRST, _question(train), Journal(tmp_path))
    assert len(set(train.made)) == len(train.made) == found.seconds
    seeds = [key(0, "improve", number) % 2**31 for number in range(8)]
    for tried in found.tries:
        assert tried.seeds == seeds[: len(tried.seeds)]
        assert len(tried.before) == len(tried.after) == len(tried.seeds) <= 8


def test_what_was_dropped_is_tried_again_behind_a_change_that_was_kept(tmp_path):
    found = search(FIRST, _question(Trainer(), (WORSE, TENTH), each=100.0), Journal(tmp_path))
    names = [tried.remedy for tried in found.tries]
    assert names == ["worse", "tenth", "tenth", "tenth", "worse"]


def test_the_largest_gain_of_the_screening_goes_on_first(tmp_path):
    train = Trainer()
    found = search(FIRST, _question(train, (WORSE, WIDER, TENTH)), Journal(tmp_path))
    assert [tried.remedy for tried in found.tries][:2] == ["tenth", "tenth"]
    first_seed = train.made[0][1]
    assert [seed for _, seed in train.made[:4]] == [first_seed] * 4  # unchanged, and each once
    assert train.made[4][1] != first_seed


def test_little_time_is_no_time_for_screening(tmp_path):
    train = Trainer()
    search(FIRST, _question(train, (WIDER, TENTH), seconds=12.0), Journal(tmp_path))
    assert train.made[2][1] != train.made[0][1]  # the second pair of the first remedy


def test_smaller_is_better_where_the_goal_says_so(tmp_path):
    train = Trainer(lambda recipe, seed: 1.0 - _score(recipe, seed))
    found = search(FIRST, _question(train, best="min"), Journal(tmp_path))
    assert found.kept == ("tenth", "tenth", "wider")
    assert all(tried.difference > 0 for tried in found.tries if tried.outcome == "kept")


@pytest.mark.parametrize("after", [0, 1, 2, 5, 6, 7, 11])
def test_a_search_that_was_stopped_goes_on_and_ends_alike(tmp_path, after):
    whole = search(FIRST, _question(Trainer()), _journal(tmp_path / "whole"))
    folder = tmp_path / "cut"
    with pytest.raises(KeyboardInterrupt):
        search(FIRST, _question(Trainer(stop_after=after)), _journal(folder))
    rest = Trainer()
    assert search(FIRST, _question(rest), _journal(folder)) == whole
    assert len(rest.made) == whole.seconds - after
    for name in ("trials.jsonl", "journal.jsonl", "journal.md"):
        assert (folder / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def _journal(folder):
    folder.mkdir(exist_ok=True)
    return Journal(folder)


def test_what_is_over_already_is_not_told_again(tmp_path):
    said = []
    found = search(FIRST, _question(Trainer(), say=said.append), Journal(tmp_path))
    assert len(said) == len(found.tries)
    assert said[0].startswith("1. tenth: kept; better: +0.")
    again = []
    never = Trainer(stop_after=0)
    search(FIRST, _question(never, say=again.append), Journal(tmp_path))
    assert again == []


def test_time_ends_a_search_and_more_time_goes_on_with_it(tmp_path):
    short = search(FIRST, _question(Trainer(), seconds=7.0), Journal(tmp_path))
    assert short.why == TIME_UP
    assert short.seconds <= 7.0
    rest = Trainer()
    whole = search(FIRST, _question(rest), Journal(tmp_path))
    assert whole.kept == ("tenth", "tenth", "wider")
    assert len(rest.made) == whole.seconds - short.seconds


def test_the_time_of_the_last_training_is_kept_back(tmp_path):
    assert least_seconds(1.0) == 7.0
    nothing = search(FIRST, _question(Trainer(), seconds=6.9), Journal(tmp_path))
    assert nothing.tries == ()
    assert nothing.untried == ("tenth", "worse", "wider", "equal")
    assert nothing.why == TIME_UP


def test_a_try_that_the_time_cuts_off_is_undecided(tmp_path):
    found = search(FIRST, _question(Trainer(seconds=2.5), seconds=12.0), Journal(tmp_path))
    assert found.tries[0].outcome == "undecided"
    assert found.tries[0].why.startswith(TIME_UP)
    assert found.recipe is FIRST


def test_a_recipe_that_cannot_be_trained_is_not_kept(tmp_path):
    def train(recipe, seed):
        if recipe.settings.width > 1:
            return Scored(score=None, error=None, seconds=0.1, said="width must be less")
        return Scored(score=0.5, error=None, seconds=1.0)

    found = search(FIRST, _question(train, (WIDER,)), Journal(tmp_path))
    (tried,) = found.tries
    assert (tried.outcome, tried.why, tried.difference) == ("failed", "width must be less", None)
    json.dumps(tried.before)


def test_a_remedy_that_changes_nothing_costs_nothing(tmp_path):
    same = _sets("same", learning_rate=1.0)
    found = search(FIRST, _question(Trainer(), (same,)), Journal(tmp_path))
    assert (found.tries, found.why) == ((), "no remedy changes this recipe")


def test_a_recipe_that_was_left_is_not_gone_back_to(tmp_path):
    back = _sets("back", learning_rate=1.0)
    found = search(FIRST, _question(Trainer(), (TENTH, back)), Journal(tmp_path))
    assert "back" not in [tried.remedy for tried in found.tries]


def test_of_twenty_remedies_that_do_nothing_hardly_one_is_kept(tmp_path):
    nothing = [_sets(f"copy {n}", damaged=0.01 + n * 1e-6) for n in range(20)]
    calm = replace(FIRST, settings=FIRST.settings.model_copy(update={"learning_rate": 0.01}))
    kept, spent = [], 0.0
    for seed in range(15):
        question = _question(Trainer(), nothing, seed=seed)
        found = search(calm, question, _journal(tmp_path / str(seed)))
        kept.append(len(found.kept))
        spent += found.seconds
    assert max(kept) <= 1
    assert sum(kept) / len(kept) <= 0.5  # 0.2 is expected
    assert spent / len(kept) < 80  # trainings: about 2.3 for each, and those of the first recipe


def test_a_copy_with_other_words_is_equal_to_the_last_digit_and_never_kept(tmp_path):
    train = Trainer(lambda recipe, seed: _score(replace(recipe, settings=FIRST.settings), seed))
    found = search(FIRST, _question(train, (EQUAL, WIDER)), Journal(tmp_path))
    assert [tried.outcome for tried in found.tries] == ["dropped", "dropped"]
    assert found.tries[0].why == "no better with the first seed (+0)"
