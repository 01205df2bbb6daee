"""Figures as people give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.diagnosis._strategy_figures import points, read_figures
from netwright.errors import SettingError


def read(errors=None, *, unit=None, **given):
    rest = {
        "counts": None,
        "also": {},
        "shares": {},
        "slices": None,
        "by_size": None,
        "looks": None,
    }
    return read_figures(errors or {}, unit=unit, **{**rest, **given})


def test_errors_accuracies_and_counts_come_to_one_form():
    found = read(
        {"human": 1, "train": None, "dev": 8.0},
        counts={"n_dev": 500, "test": None},
        also={"train_acc": 96, "n_train": 100, "test_err": 9, "test_acc": None},
        shares={"majority": 60, "mislabelled_share": 0.06},
        slices={"dark": 43},
        looks=7,
    )
    assert found.errors == pytest.approx({"human": 0.01, "train": 0.04, "dev": 0.08, "test": 0.09})
    assert list(found.errors) == ["human", "train", "dev", "test"]
    assert found.counts == {"dev": 500, "train": 100}
    assert (found.majority, found.mislabelled, found.looks) == (0.6, 0.06, 7)
    assert found.slices == {"dark": 0.43}
    assert found.base == 0.08


def test_the_base_is_the_error_nearest_to_dev():
    assert read({"train": 0.1, "train_dev": 0.2}).base == 0.2
    assert read({"train": 0.1, "test": 0.3}).base == 0.3
    assert read({"human": 0.1}).base == 0


@given(st.floats(0, 0.99), st.floats(0, 0.99))
def test_fractions_stay_and_per_cent_are_divided(train, dev):
    assert read({"train": train, "dev": dev}).errors == {"train": train, "dev": dev}
    percent = read({"train": 100 * train, "dev": 100 * dev}, unit="percent").errors
    assert percent == pytest.approx({"train": train, "dev": dev})


def test_an_error_of_one_is_one_per_cent_unless_the_unit_says_otherwise():
    assert read({"train": 1}).errors["train"] == 0.01
    assert read({"train": 1}, unit="fraction").errors["train"] == 1
    assert read(also={"dev_acc": 1.0}).errors["dev"] == 0  # an accuracy of 1 is all of it


def test_a_learning_curve_stands_for_the_rungs_that_are_missing():
    curve = {"400": [2, 9], 1600: [3, 7], "100": [12]}
    found = read({"human": 1}, by_size=curve)
    assert found.curve == ((100, None, 0.12), (400, 0.02, 0.09), (1600, 0.03, 0.07))
    assert found.errors == {"human": 0.01, "train": 0.03, "dev": 0.07}
    assert read({"dev": 8}, by_size=curve).errors["dev"] == 0.08
    assert "train" not in read(by_size={"5": [12]}).errors


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "dev must be an error; the ladder has no figure at all; got None"),
        ({"errors": {"dev": 101}}, "dev must be an error or a share from 0 to 100; got 101"),
        ({"errors": {"dev": float("nan")}}, "dev must be an error or a share from 0 to 1; got nan"),
        ({"errors": {"dev": -1}}, "dev must be an error or a share from 0 to 1; got -1"),
        ({"also": {"dev_acc": 120}}, "dev_acc must be an error or a share from 0 to 100"),
        ({"also": {"deev_err": 1}}, "figure must be one of"),
        ({"errors": {"dev": 3}, "also": {"dev_acc": 97}}, "dev must be given once; got 97"),
        ({"errors": {"dev": 3}, "counts": {"valid": 9}}, "counts must be one of human"),
        (
            {"errors": {"dev": 3}, "counts": {"dev": 0.5}},
            r"counts\['dev'\] must be a whole number of 1 or more; got 0.5",
        ),
        ({"errors": {"dev": 3}, "looks": 0}, "looks must be 1 or more; got 0"),
        ({"errors": {"dev": 3}, "unit": "points"}, "unit must be percent or fraction"),
        ({"by_size": {"many": [1, 2]}}, "err_by_n must be keyed by numbers of examples"),
        (
            {"by_size": {"9": [1, 2, 3]}},
            r"err_by_n\[9\] must be a train and a dev error, or a dev error alone",
        ),
        ({"slices": {"dark": 101}}, r"slices\['dark'\] must be an error or a share"),
    ],
)
def test_what_cannot_be_a_figure_is_refused_by_name(given, words):
    with pytest.raises(SettingError, match=words):
        read(**given)


def test_a_difference_is_said_in_points():
    assert [points(share) for share in (0.04, 0.01, -0.01, 0.0123)] == [
        "4 points",
        "1 point",
        "-1 point",
        "1.23 points",
    ]
