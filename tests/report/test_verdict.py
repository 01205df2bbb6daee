import pytest

from netwright.diagnosis import (
    Facts,
    Fork,
    Forked,
    Inputs,
    RunVerdict,
    Scores,
    Simple,
    Updates,
    diagnose,
    ladder,
)
from netwright.report._verdict import verdict_section

FINE = Scores(fit=0.95, fit_error=0.01, skill=0.9, skill_error=0.02, held_out=True)
POOR = Scores(fit=0.0, fit_error=0.02, skill=0.01, skill_error=0.03, held_out=True)
SIMPLE = Simple(within=0.9, within_error=0.01, across=0.85, across_error=0.01, examples=500)
STRATEGY = ladder(human=0.0, train=0.01, dev=0.2, counts={"train": 2000, "dev": 2000})


def page_of(small, read, verdict):
    return read(verdict_section(small(verdict=verdict)).body)


def titles(page):
    return [drawing.find("title").text for drawing in page.drawings]


def test_without_a_verdict_the_section_is_absent(small):
    assert verdict_section(small()).body == ""


def test_a_healthy_run_shows_skills_ladder_and_the_next_action(small, read):
    verdict = RunVerdict.of(diagnose(Facts(scores=FINE, simple=SIMPLE)), STRATEGY)
    page = page_of(small, read, verdict)
    assert "healthy; next is VARIANCE (fit dev)" in page.words
    assert titles(page) == [
        "Skill: 0 ignores the input, 1 is perfect",
        "Errors from the best possible to test",
    ]
    assert any(word.startswith("regularise") for word in page.words)
    assert "do next, cheapest first" in page.words
    assert page.tags.count("details") == 1


def test_an_ill_run_shows_the_rates_that_were_tried(small, read):
    def forked(fit):
        return Forked(fit=fit, fit_error=0.01, skill=fit, skill_error=0.01, loss=1.0, steps=60,
                      seeds=2, seconds=0.0)  # fmt: skip

    tried = {Fork("nothing"): forked(0.0), Fork("rate", 0.01): forked(0.9)}
    updates = Updates(steps=500, rate=0.5, ratio=0.3, ratio_early=0.3, method="sgd")
    facts = Facts(scores=POOR, simple=SIMPLE, updates=updates)
    page = page_of(small, read, RunVerdict.of(diagnose(facts, lambda fork: tried.get(fork))))
    assert "ill: LR_HIGH (learning rate)" in page.words
    assert titles(page)[0] == "Short runs at other learning rates"
    assert "used, 0.5" in page.words
    assert ("p", "class", "health ill") in page.attributes
    assert "set the learning rate to 0.005 (it is 0.5)" in page.words


def test_consequences_and_notes_are_said(small, read):
    facts = Facts(
        scores=POOR, simple=SIMPLE, inputs=Inputs(examples=90, nonfinite=3, inside=0.3, natural=0.0)
    )
    page = page_of(small, read, RunVerdict.of(diagnose(facts), notes=["left out for want of time"]))
    assert "ill: NAN_DATA (values that are not finite)" in page.words
    assert any("What may follow from it: LEAK_DUP" in word for word in page.words)
    assert "left out for want of time" in page.words


@pytest.mark.parametrize("cause", [None, "NO_SUCH"])
def test_a_verdict_without_advice_is_shown_without_a_table(small, read, cause):
    verdict = RunVerdict(health="unsure", cause=cause, lines=("unsure", "nothing", "look"))
    page = page_of(small, read, verdict)
    assert "unsure" in page.words
    assert "do next, cheapest first" not in page.words


def test_hostile_words_are_shown_and_never_obeyed(small, read, hostile):
    verdict = RunVerdict(
        health="ill", cause=hostile, lines=(hostile, hostile, hostile), notes=(hostile,)
    )
    page = page_of(small, read, verdict)
    assert "script" not in page.tags
