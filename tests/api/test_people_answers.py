import dataclasses

import numpy as np
import pytest

from bars import bar
from netwright.api import Gallery
from netwright.api._known_people import folder_beside
from netwright.api._people_answers import embedded, people_answers, who_answers
from netwright.errors import DataError


def ask(run, *inputs):
    return people_answers(run.path, run.model, run.model.task, inputs).answers


def test_embeddings_have_length_1_and_a_name_each(bars_run):
    names, rows = embedded(bars_run.model, (bar(3, 50), bar(4, 51)))
    assert names == ["input 0", "input 1"]
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, rtol=1e-5)


def test_two_pictures_are_compared(bars_run):
    (alike,) = ask(bars_run, bar(3, 50), bar(3, 51))
    (apart,) = ask(bars_run, bar(3, 50), bar(10, 51))
    assert alike["inputs"] == ["input 0", "input 1"]
    assert alike["score"] > apart["score"]
    assert alike["probability"] > apart["probability"]
    for answer in (alike, apart):
        assert answer["same"] == (answer["score"] >= answer["threshold"])
    assert not apart["same"]


def test_one_picture_is_looked_up_in_the_gallery(bars_copy):
    with pytest.raises(DataError, match="must know somebody; got an empty gallery"):
        ask(bars_copy, bar(3, 60))
    gallery = Gallery(bars_copy)
    gallery.add("Ada", bar(3, 61))
    gallery.add("Bo", bar(10, 62))
    (answer,) = ask(bars_copy, bar(3, 60))
    assert next(iter(answer["alike"])) == "Ada"
    assert answer == gallery.who(bar(3, 60))[0]
    assert len(ask(bars_copy, *[bar(3, seed) for seed in range(3)])) == 3


def test_somebody_unlike_all_is_unknown(bars_copy):
    gallery = Gallery(bars_copy)
    gallery.add("Ada", bar(3, 60))
    names, rows = embedded(bars_copy.model, [bar(3, 60)])
    strict = dataclasses.replace(bars_copy.model.task, threshold=2.0)
    folder = folder_beside(bars_copy.path)
    (answer,) = who_answers(strict, folder, gallery.known, names, rows, most=1)
    assert answer["who"] == "unknown"
    assert list(answer["alike"]) == ["Ada"]


def test_no_picture_is_refused(bars_run, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"inputs must hold a picture; got none"):
        ask(bars_run, tmp_path / "empty")
