import numpy as np
import pytest

from netwright.reference.losses import detection


def one(raw, *, box=(0.0, 0.0, 1.0, 1.0), share=1.0, sure=1.0):
    """A single prediction of cell 0, 0 with an anchor of one cell."""
    raw = np.array(raw, dtype=float).reshape(1, 1, -1)
    return {
        "raw": raw, "spots": [[0, 0]], "cells": [[0, 0]], "anchors": [[1.0, 1.0]],
        "boxes": [box], "labels": [0], "shares": [share], "wanted": [[sure]],
    }  # fmt: skip


def test_the_terms_worked_out_by_hand():
    """The box is right; half sure of two classes and of itself."""
    loss, _ = detection.forward(**one([0, 0, 0, 0, 0, 0, 0]))
    assert loss == pytest.approx(2.1 * np.log(2))
    loss, _ = detection.forward(**one([0, 0, 0, 0, 0, 0, 0], share=3.0), lambda_sure=0.0)
    assert loss == pytest.approx(6 * np.log(2))
    right = one([0, 0, 0, np.log(2), 60, 60, -60])  # twice as high as wanted: giou 1/2
    assert detection.forward(**right)[0] == pytest.approx(2 * 0.5)


def test_the_sensitivity_lets_a_centre_leave_its_cell():
    given = one([60, -60, 0, 0, 60, 60], box=(1.0, -1.0, 2.0, 0.0))
    assert detection.forward(**given, sensitivity=2.0)[0] == pytest.approx(0.0, abs=1e-15)
    assert detection.forward(**given, sensitivity=1.0)[0] > 1


def test_a_prediction_that_is_not_asked_is_judged_by_its_confidence_alone():
    given = detection.example(np.random.default_rng(5))
    raw = np.concatenate([given["raw"], given["raw"][:, :1]], axis=1)
    wanted = np.concatenate([given["wanted"], 0 * given["wanted"][:, :1]], axis=1)
    _, saved = detection.forward(**{**given, "raw": raw, "wanted": wanted})
    slopes = detection.backward(1.0, saved).raw[:, -1]
    assert (np.delete(slopes, 4, axis=-1) == 0).all()
    assert (slopes[:, 4] > 0).all()


@pytest.mark.parametrize("case", range(10))
def test_the_loss_of_pictures_twice_is_the_same(case):
    given = detection.example(np.random.default_rng(case))
    n = len(given["raw"])
    twice = {name: np.concatenate([given[name]] * 2) for name in given if name in ("raw", "wanted")}
    again = {
        name: np.concatenate([given[name]] * 2)
        for name in ("cells", "anchors", "boxes", "labels", "shares")
    }
    spots = np.concatenate([given["spots"], given["spots"] + [n, 0]])
    wanted = detection.forward(**given)[0]
    found = detection.forward(**{**given, **twice, **again, "spots": spots})[0]
    assert found == pytest.approx(wanted, rel=1e-12)


def test_huge_raw_numbers_do_not_overflow_in_nats():
    loss, saved = detection.forward(**one([-900, 900, 0, 0, -900, 900, -900]), lambda_place=0.0)
    assert loss == pytest.approx(0.1 * 900)
    assert np.isfinite(detection.backward(1.0, saved).raw).all()


def test_what_is_out_of_range_is_refused():
    given = one([0, 0, 0, 0, 0, 0])
    words = r"spots must be pictures below 1 and predictions below 1; got \[0, 1\]"
    with pytest.raises(ValueError, match=words):
        detection.forward(**{**given, "spots": [[0, 1]]})
    with pytest.raises(ValueError, match=r"wanted must be confidences from 0 to 1; got 1\.5"):
        detection.forward(**{**given, "wanted": [[1.5]]})
    with pytest.raises(ValueError, match="labels must be whole numbers from 0 to 0; got 1"):
        detection.forward(**{**given, "labels": [1]})
    with pytest.raises(ValueError, match="sensitivity must be a finite number above 0; got 0"):
        detection.forward(**given, sensitivity=0)
