import numpy as np
import pytest

from netwright.reference.losses import yolo

ONE_BOX = {"anchors": [[0.25, 0.64]]}


def grid(*numbers):
    return np.array(numbers, dtype=float).reshape(1, 1, 1, 1, -1)


def test_the_terms_worked_out_by_hand():
    """x, y, C and q are 1/2; sqrt w is 1/2 and sqrt h 4/5."""
    raw = grid(0, 0, 0, 0, 0, 0, 0)
    target = grid(0.5, 0.25, 0.25, 0.09, 1.0, 1.0, 0.0)
    loss, _ = yolo.forward(raw, target, **ONE_BOX)
    place, size = 5 * 0.25**2, 5 * (0.8 - 0.3) ** 2
    assert loss == pytest.approx(place + size + 0.5**2 + 2 * 0.5**2)


def test_slopes_worked_out_by_hand():
    target = grid(0.5, 0.25, 0.25, 0.09, 1.0, 1.0, 0.0)
    _, saved = yolo.forward(grid(0, 0, 0, 0, 0, 0, 0), target, **ONE_BOX)
    slopes = yolo.backward(1.0, saved).prediction
    y = 2 * 5 * 0.25 * 0.25
    h = 5 * 0.5 * 0.8
    np.testing.assert_allclose(slopes, grid(0, y, 0, h, -0.25, -0.5, 0.5), atol=1e-15)


def test_a_box_without_an_object_is_judged_by_its_objectness_alone():
    rng = np.random.default_rng(0)
    target = np.zeros((2, 2, 1, 2, 7))
    anchors = rng.uniform(0.1, 1.0, size=(2, 2))
    raw = rng.normal(size=target.shape)
    other = rng.normal(size=target.shape)
    other[..., 4] = raw[..., 4]
    loss, saved = yolo.forward(raw, target, anchors)
    assert loss > 0
    assert yolo.forward(other, target, anchors)[0] == pytest.approx(loss)
    slopes = yolo.backward(1.0, saved).prediction
    assert (np.delete(slopes, 4, axis=-1) == 0).all()
    assert (slopes[..., 4] > 0).all()


def test_a_perfect_prediction_costs_nothing_and_moves_nothing():
    sure = 60.0  # sigmoid and softmax are 1 to within rounding
    target = grid(0.5, 0.5, 0.25, 0.64, 1.0, 0.0, 1.0)
    loss, saved = yolo.forward(grid(0, 0, 0, 0, sure, 0, sure), target, **ONE_BOX)
    assert loss == pytest.approx(0.0, abs=1e-20)
    np.testing.assert_allclose(yolo.backward(1.0, saved).prediction, 0.0, atol=1e-15)


@pytest.mark.parametrize("case", range(20))
def test_the_order_of_pictures_and_of_cells_does_not_matter(case):
    rng = np.random.default_rng(case)
    given = yolo.example(rng)
    loss, _ = yolo.forward(**given)
    for axis in (0, 1, 2):
        order = rng.permutation(given["targets"].shape[axis])
        moved = {name: given[name].take(order, axis=axis) for name in ("prediction", "targets")}
        assert yolo.forward(**{**given, **moved})[0] == pytest.approx(loss, rel=1e-12)


def test_the_loss_of_a_batch_is_the_mean_of_its_pictures():
    rng = np.random.default_rng(3)
    given = yolo.example(rng)
    twice = {name: np.concatenate([given[name]] * 2) for name in ("prediction", "targets")}
    wanted = yolo.forward(**given)[0]
    assert yolo.forward(**{**given, **twice})[0] == pytest.approx(wanted, rel=1e-12)


def test_the_weights_scale_their_terms():
    target = grid(0.1, 0.9, 0.25, 0.64, 1.0, 1.0)
    raw = grid(0, 0, 0, 0, 0, 0)  # size and class are right, C is off by 1/2
    by = {weight: yolo.forward(raw, target, **ONE_BOX, lambda_coord=weight)[0] for weight in (0, 3)}
    assert by[0] == pytest.approx(0.25)
    assert by[3] - by[0] == pytest.approx(3 * 2 * 0.4**2)
    nothing = yolo.forward(raw, 0 * target, **ONE_BOX, lambda_noobj=2)[0]
    assert nothing == pytest.approx(2 * 0.5**2)


def test_huge_raw_numbers_do_not_overflow_in_probabilities():
    loss, saved = yolo.forward(
        grid(-900, 900, 0, 0, -900, 900, -900), grid(0, 1, 0.25, 0.64, 1.0, 1.0, 0.0), **ONE_BOX
    )
    assert loss == pytest.approx(1.0)
    assert np.isfinite(yolo.backward(1.0, saved).prediction).all()


def test_a_prediction_without_a_class_is_refused():
    with pytest.raises(ValueError, match=r"prediction must have 6 numbers or more .*; got 5$"):
        yolo.forward(grid(0, 0, 0, 0, 0), grid(0, 0, 0, 0, 0), **ONE_BOX)


@pytest.mark.parametrize("place", [2, 3, 4])
def test_a_target_below_zero_has_no_root(place):
    target = np.zeros(6)
    target[place] = -0.5
    words = r"targets must have sizes and objectness of 0 or more; got -0\.5"
    with pytest.raises(ValueError, match=words):
        yolo.forward(grid(0, 0, 0, 0, 0, 0), grid(*target), **ONE_BOX)


def test_anchors_and_weights_are_checked():
    raw = grid(0, 0, 0, 0, 0, 0)
    with pytest.raises(ValueError, match=r"anchors must be widths and heights above 0; got \[0"):
        yolo.forward(raw, raw, [[0.0, 1.0]])
    with pytest.raises(ValueError, match=r"anchors must have shape \(1, 2\); got \(2, 2\)"):
        yolo.forward(raw, raw, np.ones((2, 2)))
    for name in ("lambda_coord", "lambda_noobj"):
        with pytest.raises(ValueError, match=f"{name} must be a finite number, 0 or more; got -1"):
            yolo.forward(raw, raw, **ONE_BOX, **{name: -1})
