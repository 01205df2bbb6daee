import pytest

from netwright.contracts import Score
from netwright.report import GoalShown, ImprovementShown, RemedyShown
from netwright.report._improvement import MOST_BARS, improvement_section
from netwright.report._parts import LONG


def remedy(number=1, *, gain=None, pairs=3, outcome="dropped", **changed):
    given = {
        "remedy": f"remedy {number}",
        "idea": "a remedy for LR_HIGH",
        "change": {"learning_rate": (1.0, 0.001), "init": ("zero", "")},
        "expect": "the loss falls",
        "why": "not better",
    }
    return RemedyShown(number=number, gain=gain, pairs=pairs, outcome=outcome, **given | changed)


TRIES = (
    remedy(1, gain=Score(0.0512, 0.0043), pairs=4, outcome="kept"),
    remedy(2, gain=Score(-0.25), pairs=1),
    remedy(3, pairs=0, outcome="failed", why="batch_size must be 2 or more", change={}),
)


def page_of(small, read, tries=TRIES, **changed):
    shown = ImprovementShown(first="digits-mlp", tries=tries)
    return read(improvement_section(small(improvement=shown, **changed)).body)


def test_a_run_that_was_not_improved_has_no_such_section(small):
    assert improvement_section(small()).body == ""


def test_a_table_says_idea_change_expectation_result_and_outcome(small, read):
    page = page_of(small, read)
    words = page.words
    assert words.index("remedy") < words.index("idea") < words.index("change")
    assert words.index("change") < words.index("expected") < words.index("result")
    assert words.index("result") < words.index("kept or dropped")
    assert words.count("a remedy for LR_HIGH") == words.count("the loss falls") == 3
    assert words.count("learning_rate: 1 → 0.001, init: zero → none") == 2
    assert "+5.1 points ± 0.4 over 4 pairs" in words
    assert "-25.0 points over 1 pair" in words
    assert "batch_size must be 2 or more" in words
    assert [words.count(word) for word in ("kept", "dropped", "failed")] == [1, 1, 1]
    assert "digits-mlp was improved: of 3 tries 1 was kept" in page.text
    assert "by how much accuracy on validation was better" in page.text
    assert "details" not in page.tags


def test_gains_are_drawn_with_two_errors_and_what_was_kept_is_named(small, read):
    (drawing,) = page_of(small, read).drawings
    assert drawing.find("title").text == "Gain of each remedy"
    told = drawing.find("desc").text
    assert told == "kept: remedy 1 5.1 % ± 0.4 %; dropped: remedy 2 -25.0 %."
    assert len([e for e in drawing.iter() if e.get("class") == "whisker"]) == 1


def test_where_nothing_could_be_trained_nothing_is_drawn(small, read):
    page = page_of(small, read, TRIES[2:])
    assert page.drawings == []
    assert "of 1 tries 0 were kept" in page.text


def test_gains_of_a_number_are_in_its_own_unit(small, read):
    goal = GoalShown(measure="mae", best="min", unit="")
    page = page_of(small, read, goal=goal)
    assert "+0.0512 ± 0.0043 over 4 pairs" in page.words
    assert "points" not in page.text


def test_many_tries_are_folded_and_the_kept_one_is_drawn(small, read):
    last = LONG + 5
    dropped = [remedy(n, gain=Score(-0.01 * n, 0.001)) for n in range(1, last)]
    kept = remedy(last, gain=Score(0.5, 0.001), outcome="kept")
    page = page_of(small, read, [*dropped, kept])
    assert f"All {last} tries" in page.words
    told = page.drawings[0].find("desc").text
    assert told.count("remedy") == MOST_BARS
    assert f"kept: remedy {last} " in told
    assert f"{last - MOST_BARS} that were dropped are left out" in page.text


@pytest.mark.parametrize("name", ["first", "remedy"])
def test_hostile_words_are_shown_and_never_obeyed(small, read, hostile, name):
    tries = [remedy(1, gain=Score(0.1, 0.1), **{"remedy": hostile} if name == "remedy" else {})]
    shown = ImprovementShown(first=hostile if name == "first" else "run", tries=tries)
    page = read(improvement_section(small(improvement=shown)).body)
    assert "script" not in page.tags
