import math

import pytest

from netwright.contracts import Score
from netwright.report import GoalShown
from netwright.report import _words as words


def test_the_goal_in_words(full):
    assert words.goal_sentence(full()) == (
        "98.3 % ± 0.7 on 360 test examples; guessing the most frequent class gets 10.3 %"
    )


def test_the_goal_of_a_regression_has_its_unit(small):
    content = small(
        goal=GoalShown(measure="rmse", best="min", unit="EUR", split="val"),
        scores={"val": {"rmse": Score(23456.7, 812.0)}},
        trivial={"val": {"rmse": 79000.0}},
    )
    assert words.goal_sentence(content) == (
        "23,457 ± 812 EUR on the validation examples; "
        "a predictor that ignores its input gets 79,000 EUR"
    )


def test_a_goal_may_bring_words_of_its_own(small):
    goal = GoalShown(measure="cost", best="min", unit="", split="picture", where="of the picture",
                     beside="the unchanged picture costs")  # fmt: skip
    content = small(
        goal=goal, scores={"picture": {"cost": Score(0.5)}}, trivial={"picture": {"cost": 4.0}}
    )
    said = f"{words.measure_words('cost')} {words.where_words(content)}"
    assert said == "cost of the picture"
    assert words.goal_sentence(content).endswith("of the picture; the unchanged picture costs 4")


@pytest.mark.parametrize("trivial", [{}, {"test": {"accuracy": math.nan}}])
def test_a_trivial_score_that_is_not_known_is_not_spoken_of(small, trivial):
    assert words.goal_sentence(small(trivial=trivial)) == "98.3 % ± 0.7 on the test examples"


def test_a_goal_that_was_not_measured_is_said_to_be_so(small):
    content = small(scores={})
    assert words.goal_sentence(content) == "accuracy was not measured on the test examples"
    assert words.goal_parts(content) == ("", "")


def test_splits_and_measures_have_an_order(full):
    assert words.in_order(["other", "test", "train", "test"]) == ["train", "test", "other"]
    scores = {"val": {"loss": Score(1.0), "accuracy": Score(0.5)}}
    assert words.measures_in_order(full(scores=scores)) == ["accuracy", "loss"]


def test_which_measures_are_percentages():
    goal = GoalShown(measure="accuracy", best="max", unit="points")
    assert not words.is_fraction("accuracy", goal)
    assert words.is_fraction("macro_f1", goal)
    assert not words.is_fraction("loss", goal)
    assert words.score_text(None, "loss", goal) == ""


def test_measures_of_one_target_among_several_carry_its_name():
    assert words.measure_words("price/rmse") == "price: RMSE"
    assert words.measure_words("a/b/balanced_accuracy") == "a/b: balanced accuracy"
    assert words.is_share("colour/f1")
    assert not words.is_share("price/rmse")


def test_the_vote_stands_beside_its_members(small):
    assert words.members_sentence(small()) == ""
    assert words.members_sentence(small(members=(0.9, 0.8), scores={})) == ""
    content = small(
        goal=GoalShown(measure="rmse", best="min", unit="EUR", split="val"),
        scores={"val": {"rmse": Score(2.5, 0.1)}},
        members=(3.0, 5.0, 4.0),
    )
    assert words.members_sentence(content) == (
        "RMSE on the validation examples: the vote of 3 members 2.5; "
        "each alone 4 on average, from 3 to 5 (3, 5, 4)."
    )
