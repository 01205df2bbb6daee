from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from netwright.reference.gradient_check import (
    FLOOR,
    equation_gaps,
    relative_difference,
    slope_gap,
)
from netwright.reference.layers import layer_norm

MISTAKE = 1e-3
RIGHT = 1e-7


def loss(w):
    """Bent in every direction, with mixed terms."""
    return float(np.sin(w).sum() + np.exp(w.sum() / 4) + (w**2).prod())


def gradient(w):
    others = np.array([np.delete(w.ravel() ** 2, i).prod() for i in range(w.size)])
    return np.cos(w) + np.exp(w.sum() / 4) / 4 + 2 * w * others.reshape(w.shape)


def point(case, shape=(2, 3)):
    return np.random.default_rng(case).uniform(0.5, 1.5, size=shape)


def gap_of(claimed, at, case=0, **settings):
    return slope_gap(loss, at, claimed, np.random.default_rng([case, 7]), **settings)


def _half(g):
    return g / 2


def _turned(g):
    return -g


def _of_an_average(g):
    return g / g.size


def _without_one(g):
    g = g.copy()
    g.flat[-1] = 0.0
    return g


def _with_one_doubled(g):
    g = g.copy()
    g.flat[0] *= 2
    return g


def _transposed(g):
    return g.T.reshape(g.shape)


WRONG = [_half, _turned, _of_an_average, _without_one, _with_one_doubled, _transposed]


@pytest.mark.parametrize("case", range(20))
def test_a_right_gradient_has_a_small_gap(case):
    at = point(case)
    assert gap_of(gradient(at), at, case) < RIGHT
    assert relative_difference(loss, at, gradient(at)) < RIGHT


@pytest.mark.parametrize("case", range(10))
@pytest.mark.parametrize("spoil", WRONG)
def test_a_wrong_gradient_is_found(spoil, case):
    at = point(case)
    claimed = spoil(gradient(at))
    # a random direction may hide a mistake, several do not; number by number nothing is hidden
    assert max(gap_of(claimed, at, 100 * case + i) for i in range(5)) > MISTAKE
    assert relative_difference(loss, at, claimed) > MISTAKE


def test_the_difference_of_a_known_mistake():
    at = point(0)
    right = gradient(at)
    assert relative_difference(loss, at, 3 * right) == pytest.approx(0.5, abs=1e-6)  # (3-1)/(3+1)
    assert relative_difference(loss, at, -right) == pytest.approx(1.0, abs=1e-6)
    assert relative_difference(loss, at, 0 * right) == pytest.approx(1.0, abs=1e-12)


def test_the_gap_of_a_known_mistake():
    at = point(0)
    assert gap_of(2 * gradient(at), at) == pytest.approx(0.5, abs=1e-6)
    assert gap_of(-gradient(at), at) == pytest.approx(2.0, abs=1e-6)


def test_where_both_gradients_are_zero_there_is_no_difference():
    at = np.ones(3)
    assert relative_difference(lambda w: 4.0, at, np.zeros(3)) == 0.0
    assert slope_gap(lambda w: 4.0, at, np.zeros(3), np.random.default_rng(0)) == 0.0
    assert relative_difference(lambda w: 4.0, at, np.full(3, 1e-9)) == 1.0


def test_a_slope_below_the_floor_is_compared_in_absolute_terms():
    tiny = FLOOR * 1e-6
    v = np.random.default_rng(0).standard_normal(2)
    found = slope_gap(lambda w: 0.0, np.ones(2), np.full(2, tiny), np.random.default_rng(0))
    assert found == pytest.approx(abs(tiny * v.sum()) / FLOOR)
    assert found < 1e-5


@pytest.mark.parametrize("at", [1.5, np.array(1.5), np.array([1.5]), np.full((1, 1, 1), 1.5)])
def test_points_of_one_number_and_any_axes(at):
    def cube(w):
        return float(np.sum(w**3))

    right = np.full(np.shape(at), 3 * 1.5**2)
    assert slope_gap(cube, at, right, np.random.default_rng(0)) < RIGHT
    assert relative_difference(cube, at, right) < RIGHT
    assert relative_difference(cube, at, right / 3) == pytest.approx(0.5)


def test_a_kink_within_the_step_is_seen_and_one_outside_is_not():
    def bent(w):
        return float(np.abs(w).sum())

    near, far = np.array([1e-7]), np.array([1e-3])
    assert relative_difference(bent, near, np.sign(near)) > 0.1
    assert relative_difference(bent, far, np.sign(far)) < RIGHT


def test_a_larger_step_has_an_error_of_its_square():
    at = np.array([1.0])
    errors = [
        relative_difference(lambda w: float(np.exp(w[0])), at, np.exp(at), step=step)
        for step in (1e-1, 1e-2)
    ]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)
    assert gap_of(gradient(at), at, step=1e-3) < 1e-5


def test_the_same_seed_draws_the_same_direction_and_the_point_stays():
    at, wrong = point(1), _half(gradient(point(1)))
    assert gap_of(wrong, at, 3) == gap_of(wrong, at, 3)
    relative_difference(loss, at, wrong)
    np.testing.assert_array_equal(at, point(1))


def test_every_input_of_an_equation_is_checked():
    for case in range(20):
        rng = np.random.default_rng(case)
        gaps = equation_gaps(layer_norm, layer_norm.example(rng), rng)
        assert set(gaps) == {"x", "gain", "bias"}
        assert max(gaps.values()) < RIGHT


@pytest.mark.parametrize("name", ["x", "gain", "bias"])
def test_the_one_wrong_gradient_of_an_equation_is_named(name):
    def backward(dy, saved):
        grads = layer_norm.backward(dy, saved)
        return replace(grads, **{name: 1.1 * getattr(grads, name)})

    spoiled = SimpleNamespace(forward=layer_norm.forward, backward=backward)
    rng = np.random.default_rng(0)
    gaps = equation_gaps(spoiled, layer_norm.example(rng), rng)
    found = {which for which, gap in gaps.items() if gap > MISTAKE}
    assert found == {name}


def test_gradients_are_shaped_like_the_point():
    for check in (relative_difference, lambda *given: gap_of(given[2], given[1])):
        with pytest.raises(ValueError, match=r"gradient must have shape \(2, 3\); got \(3, 2\)"):
            check(loss, point(0), np.ones((3, 2)))


def test_what_is_not_finite_is_refused():
    at, right = point(0), gradient(point(0))
    for check in (relative_difference, lambda *given: gap_of(given[2], given[1])):
        with pytest.raises(ValueError, match="gradient must be finite; got nan at"):
            check(loss, at, np.nan * right)
        with pytest.raises(ValueError, match="at must be finite; got inf at"):
            check(loss, at + np.inf, right)


@pytest.mark.parametrize("step", [0, -1e-5, np.inf, np.nan])
def test_the_step_is_above_zero(step):
    at = point(0)
    for check in (relative_difference, lambda *given, **s: gap_of(given[2], given[1], **s)):
        with pytest.raises(ValueError, match="step must be a finite number above 0; got"):
            check(loss, at, gradient(at), step=step)


def test_a_loss_that_is_not_finite_beside_the_point_is_no_slope():
    def broken(w):
        return float("nan") if (w != 1.0).any() else 1.0

    with pytest.raises(ValueError, match="loss must be finite beside the point too; got a slope"):
        slope_gap(broken, np.ones(2), np.ones(2), np.random.default_rng(0))
    with pytest.raises(ValueError, match="loss must be finite beside the point too; got slopes"):
        relative_difference(broken, np.ones(2), np.ones(2))


def test_a_gradient_for_each_layer_is_checked_layer_by_layer():
    from netwright.reference.networks import l_layer

    rng = np.random.default_rng(0)
    given = l_layer.example(rng)
    assert max(equation_gaps(l_layer, given, rng).values()) < RIGHT

    def wrong(dy, saved):
        grads = l_layer.backward(dy, saved)
        return replace(grads, weights=(*grads.weights[:-1], grads.weights[-1] * 2))

    spoiled = SimpleNamespace(forward=l_layer.forward, backward=wrong)
    gaps = equation_gaps(spoiled, given, rng)
    assert gaps["weights"] > MISTAKE
    assert gaps["biases"] < RIGHT
