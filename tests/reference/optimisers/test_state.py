import numpy as np
import pytest

from netwright.reference.optimisers import _state, adam


def test_every_array_must_have_the_shape_of_the_weights():
    with pytest.raises(ValueError, match=r"gradient must have shape \(2, 3\); got \(3, 2\)"):
        _state.like(np.ones((2, 3)), gradient=np.ones((3, 2)))


def test_sums_of_squares_below_zero_are_refused():
    with pytest.raises(ValueError, match=r"squares must be sums of squares, 0 or more; got -4"):
        _state.like(np.ones(2), squares=np.array([1.0, -4.0]))


def test_other_arrays_may_be_below_zero():
    (mean,) = _state.like(np.ones(2), mean=np.array([1.0, -4.0]))
    np.testing.assert_array_equal(mean, [1.0, -4.0])


def test_a_step_refuses_state_of_another_network():
    one, two = np.ones(1), np.ones(2)
    with pytest.raises(ValueError, match=r"mean must have shape \(1,\); got \(2,\)"):
        adam.forward(one, one, two, one, step=1, rate=0.1)


def test_a_single_number_is_a_shape_too():
    (weights, _, _) = adam.forward(1.0, 2.0, 0.0, 0.0, step=1, rate=0.25)
    assert weights == pytest.approx(0.75)


def test_examples_have_one_shape():
    for case in range(20):
        state = _state.example_state(np.random.default_rng(case), "squares")
        assert len({array.shape for array in state.values()}) == 1
        assert state["squares"].min() >= 0
