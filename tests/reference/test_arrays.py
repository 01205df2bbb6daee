import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.reference._arrays import (
    away_from,
    count,
    not_negative,
    positive,
    real,
    share,
    whole,
)

FIGURES = st.floats(allow_nan=True, allow_infinity=True)


# real


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (3, ()),
        (np.float32(3), ()),
        (True, ()),
        (np.array(3.0), ()),
        ([1, 2], ("n",)),
        ([[1, 2, 3]], ("n", 3)),
        ([[1, 2, 3]], (1, "d")),
        (np.ones((2, 3), dtype=bool), ("n", "d")),
        (np.ones((2, 3), dtype=np.float16), (2, 3)),
        (np.ones((2, 3), dtype=np.uint8), ("n", "n")),  # a word is any size, each time anew
        (3, (...,)),
        (np.ones((1, 2, 3, 4)), (...,)),
        (np.ones((1, 2, 3, 4)), (..., "c", 4)),
        (np.ones((3, 4)), (..., "c", 4)),
    ],
)
def test_numbers_of_a_fitting_shape_come_back_as_float64(value, shape):
    array = real("x", value, *shape)
    assert array.dtype == np.float64
    assert array.shape == np.shape(value)
    np.testing.assert_array_equal(array, value)


@pytest.mark.parametrize(
    ("value", "shape", "words"),
    [
        ([1, 2], (), "x must have shape (); got (2,)"),
        (3, ("n",), "x must have shape (n,); got ()"),
        ([1, 2], (3,), "x must have shape (3,); got (2,)"),
        ([[1, 2]], ("n",), "x must have shape (n,); got (1, 2)"),
        ([1, 2], ("n", "d"), "x must have shape (n, d); got (2,)"),
        ([[1, 2, 3]], ("n", 2), "x must have shape (n, 2); got (1, 3)"),
        (3, (..., 4), "x must have shape (..., 4); got ()"),
        ([1, 2], (..., "c", 2), "x must have shape (..., c, 2); got (2,)"),
        (np.ones((5, 4, 3)), (..., 4), "x must have shape (..., 4); got (5, 4, 3)"),
        ([], (2,), "x must have shape (2,); got (0,)"),
    ],
)
def test_another_shape_is_refused_with_both_shapes(value, shape, words):
    for take in (real, whole):
        with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
            take("x", value, *shape)


@pytest.mark.parametrize(
    ("empty", "shape"), [([], ("n",)), (np.ones((2, 0)), ("n", "d")), (np.ones((0, 3)), (...,))]
)
def test_no_elements_are_refused_with_the_shape(empty, shape):
    words = re.escape(f"x must have at least one element; got shape {np.shape(empty)}")
    for take in (real, whole):
        with pytest.raises(ValueError, match=words):
            take("x", empty, *shape)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("1", "<U1"), (["a", "b"], "<U1"), ([b"a"], "|S1"), (None, "object"), (1j, "complex128")],
)
def test_what_is_not_a_real_number_is_refused_with_its_type(value, kind):
    words = re.escape(f"x must be real numbers; got an array of {kind}")
    for take in (real, whole):
        with pytest.raises(ValueError, match=words):
            take("x", value, ...)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_not_finite_is_shown_with_its_place(bad):
    grid = np.ones((2, 3))
    grid[1, 2] = bad
    words = re.escape(f"x must be finite; got {bad} at (1, 2) of shape (2, 3)")
    with pytest.raises(ValueError, match=words):
        real("x", grid, "n", "d")
    with pytest.raises(ValueError, match=re.escape(f"x must be finite; got {bad} at (0,) of")):
        real("x", bad)


def test_of_several_the_first_is_shown():
    with pytest.raises(ValueError, match=r"got inf at \(1,\) of shape \(4,\)"):
        real("x", [0.0, np.inf, 1.0, np.nan], "n")


def test_the_shape_is_looked_at_before_the_numbers():
    with pytest.raises(ValueError, match="x must have shape"):
        real("x", [np.nan], 2)


def test_float64_is_not_copied_and_nothing_is_changed():
    array = np.arange(4.0)
    array.setflags(write=False)
    assert real("x", array, "n") is array
    halves = np.arange(4, dtype=np.float16)
    real("x", halves, "n")
    assert halves.dtype == np.float16


# whole


@pytest.mark.parametrize(
    "value", [[0, 2, 1], [0.0, 2.0, 1.0], [True, False], np.array([1, 2], dtype=np.uint8)]
)
def test_whole_numbers_of_any_type_come_back_as_int64(value):
    array = whole("labels", value, "n")
    assert array.dtype == np.int64
    np.testing.assert_array_equal(array, value)


def test_a_single_whole_number_has_no_axes():
    assert whole("t", 7).shape == ()
    with pytest.raises(ValueError, match="t must be whole numbers from 0 on; got -7"):
        whole("t", -7)


@pytest.mark.parametrize("bad", [-1, 0.5, np.nan, np.inf, -np.inf])
def test_other_numbers_are_refused_and_the_first_of_them_shown(bad):
    words = re.escape(f"labels must be whole numbers from 0 on; got {bad}")
    with pytest.raises(ValueError, match=words + "$"):
        whole("labels", np.array([[0, 1], [bad, -9]]), "n", "t")


def test_bounds():
    np.testing.assert_array_equal(whole("labels", [1, 2], "n", below=3, least=1), [1, 2])
    for bad in (0, 3):
        words = f"labels must be whole numbers from 1 to 2; got {bad}$"
        with pytest.raises(ValueError, match=words):
            whole("labels", [1, bad], "n", below=3, least=1)
    assert whole("step", -3, least=-5) == -3
    with pytest.raises(ValueError, match="step must be whole numbers from -5 on; got -6"):
        whole("step", -6, least=-5)


def test_a_number_too_large_for_int64_does_not_wrap_around():
    huge = np.array([2**64 - 1], dtype=np.uint64)
    with pytest.raises(ValueError, match="labels must be whole numbers from 0 on; got 18446744"):
        whole("labels", huge, "n")


# settings


@given(FIGURES)
def test_settings_take_what_they_say_and_refuse_all_else_by_name(value):
    inside = {
        positive: 0 < value < np.inf,
        not_negative: 0 <= value < np.inf,
        share: 0 <= value < 1,
        count: value >= 1 and np.isfinite(value) and value == int(value),
    }
    wanted = {
        positive: "a finite number above 0",
        not_negative: "a finite number, 0 or more",
        share: "a share from 0 up to, not at, 1",
        count: "a whole number, 1 or more",
    }
    for check, fits in inside.items():
        if fits:
            assert check("rate", value) == value
        else:
            words = re.escape(f"rate must be {wanted[check]}; got {value!r}")
            with pytest.raises(ValueError, match=f"^{words}$"):
                check("rate", value)


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (positive, [1e-300, 1, 1e300], [0, -0.0, -1, np.inf, np.nan]),
        (not_negative, [0, 0.0, 1e300], [-1e-300, np.inf, np.nan]),
        (share, [0, 0.5, 1 - 1e-12], [1, 1.0, -1e-12, np.nan]),
        (count, [1, 2.0, 10**6], [0, -1, 1.5, np.inf, np.nan]),
    ],
)
def test_the_edges_of_settings(check, good, bad):
    for value in good:
        assert check("s", value) == value
    for value in bad:
        with pytest.raises(ValueError, match=r"^s must be a .*; got "):
            check("s", value)


def test_settings_come_back_as_plain_numbers():
    for check in (positive, not_negative):
        assert type(check("s", 1)) is float
    assert type(share("s", np.float64(0.5))) is float
    assert type(count("s", 2.0)) is int


def test_count_from_another_least():
    assert count("layers", 0, least=0) == 0
    with pytest.raises(ValueError, match="layers must be a whole number, 2 or more; got 1"):
        count("layers", 1, least=2)


# away_from


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=6))
def test_no_number_stays_near_a_kink_and_no_other_moves(values):
    x = np.array(values)
    moved = away_from(x, -1.0, 0.0, 2.0, gap=0.1)
    for kink in (-1.0, 0.0, 2.0):
        assert (np.abs(moved - kink) >= 0.1 - 1e-12).all()
    near = np.abs(x[:, np.newaxis] - [-1.0, 0.0, 2.0]).min(axis=1) < 0.1
    np.testing.assert_array_equal(moved[~near], x[~near])
    assert (np.abs(moved - x) <= 0.1 + 1e-12).all()


def test_numbers_stay_on_their_side_and_the_kink_itself_goes_up():
    moved = away_from(np.array([-1e-3, 0.0, 1e-3, 0.5]), 0.0)
    np.testing.assert_array_equal(moved, [-1e-2, 1e-2, 1e-2, 0.5])


def test_any_shape_no_kink_and_the_input_as_it_was():
    x = np.zeros((2, 1, 3))
    assert away_from(x, 0.0).shape == x.shape
    assert (x == 0).all()
    np.testing.assert_array_equal(away_from(x), x)
    assert away_from(np.array(0.0), 0.0) == 1e-2


def test_huge_numbers_are_no_labels_and_warn_of_nothing():
    for huge in (1e300, -1e300, float(2**63)):
        with pytest.raises(ValueError, match="labels must be whole numbers from 0 on; got"):
            whole("labels", [huge], "n")


def test_rows_of_different_lengths_are_refused_by_name():
    with pytest.raises(ValueError, match="x must have rows of one length; got"):
        real("x", [[1.0], [1.0, 2.0]], ...)


@pytest.mark.parametrize("check", [positive, not_negative, share, count])
def test_a_setting_that_is_no_number_is_refused_by_name(check):
    with pytest.raises(ValueError, match=r"^eps must be a .*; got 'much'$"):
        check("eps", "much")
