import math

import pytest

from netwright.contracts import Score
from netwright.report._headline import headline, scores_section


def test_the_head_holds_the_number_its_error_and_the_strip(full, read):
    page = read(headline(full()))
    for words in ("98.3 %", " ± 0.7", "93,322", "8.7 s", "1,149 / 360", "20"):
        assert words in page.words
    assert "guessing the most frequent class gets 10.3 %." in page.text
    assert len(page.drawings) == 1


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_goal_that_is_no_number_is_said_and_not_drawn(full, read, value):
    page = read(headline(full(scores={"test": {"accuracy": Score(value)}})))
    assert "not a number" in page.words or "infinite" in page.words
    assert page.drawings == []


def test_a_goal_that_was_not_measured_is_said(small, read):
    assert "accuracy was not measured" in read(headline(small(scores={}))).text


def test_nothing_known_means_no_strip(small, read):
    assert "dl" not in read(headline(small())).tags


def test_every_measure_of_every_split_is_in_the_table(small, read):
    scores = {
        "test": {"accuracy": Score(0.9, 0.01), "loss": Score(0.3)},
        "train": {"accuracy": Score(0.95)},
    }
    section = scores_section(small(scores=scores, trivial={"test": {"accuracy": 0.103}}))
    page = read(section.body)
    assert page.words[1:4] == ["measure", "train", "test"]
    for words in ("90.0 % ± 1.0", "10.3 %", "95.0 %", "0.3", "—"):
        assert words in page.words


def test_without_scores_the_section_is_absent(small):
    assert scores_section(small(scores={})).body == ""


def test_members_stand_below_the_table(small, read):
    section = scores_section(small(members=(0.97, 0.96)))
    assert "the vote of 2 members" in read(section.body).text
