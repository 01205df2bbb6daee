"""Figures of a style that is learned: the rules of a single picture read them."""

import dataclasses

import pytest

from netwright.api._own_facts import own_facts
from netwright.api._style_facts import style_figures


def figures(done):
    return style_figures(done, done.learned.task)


def with_output(done, change):
    splits = dict(done.scored.splits)
    arrays = done.learned.examples.take(done.learned.examples.rows("val"))
    splits["val"] = dataclasses.replace(splits["val"], output=change(arrays["picture"]))
    return dataclasses.replace(done, scored=dataclasses.replace(done.scored, splits=splits))


def test_a_run_that_paints_is_told_from_one_that_does_nothing(style_run, trained):
    done = trained(style_run)
    found = figures(done)
    assert found["style/worse"] < 0.5
    assert found["style/left"] < 0.7
    assert found["style/moved"] > 0.02
    assert "style/rough" not in found
    still = figures(with_output(done, lambda pictures: pictures.astype("float32")))
    assert still["style/worse"] == still["style/left"] == pytest.approx(1)
    assert still["style/moved"] == still["style/lost"] == 0
    assert 0 < own_facts(done).figure("step/peak") < 0.5


def test_a_picture_without_the_content_has_lost_it(style_run, trained):
    done = trained(style_run)
    grey = figures(with_output(done, lambda pictures: 0 * pictures.astype("float32")))
    assert grey["style/lost"] > figures(done)["style/lost"]
