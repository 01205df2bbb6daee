import numpy as np
import pytest

from netwright.reference.layers import dropout


def test_values_worked_out_by_hand():
    y, saved = dropout.forward([1.0, 2.0, 3.0], [0.7, 0.74, 0.75], share=0.75)
    np.testing.assert_array_equal(y, [0.0, 0.0, 12.0])  # a number equal to the share is kept
    np.testing.assert_array_equal(dropout.backward(np.ones(3), saved).x, [0.0, 0.0, 4.0])


def test_without_a_share_it_is_the_identity():
    x = np.random.default_rng(0).normal(size=(3, 4))
    np.testing.assert_array_equal(dropout.forward(x, np.zeros((3, 4)), share=0.0)[0], x)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_the_mean_is_kept(share):
    count = 100_000
    uniform = np.random.default_rng(0).uniform(size=count)
    y, _ = dropout.forward(np.ones(count), uniform, share=share)
    deviation = np.sqrt(share / (1 - share) / count)  # of the mean of the mask
    assert abs(y.mean() - 1) < 4 * deviation


def test_what_is_left_out_gets_no_gradient():
    given = dropout.example(np.random.default_rng(3)) | {"share": 0.5}
    y, saved = dropout.forward(**given)
    dx = dropout.backward(np.ones_like(y), saved).x
    np.testing.assert_array_equal(dx == 0, given["uniform"] < 0.5)


@pytest.mark.parametrize("bad", [-0.1, 1.0])
def test_uniform_numbers_are_from_0_to_1(bad):
    words = rf"uniform must be numbers from 0 up to, not at, 1; got {bad}"
    with pytest.raises(ValueError, match=words):
        dropout.forward(np.ones(2), [0.5, bad], share=0.5)


def test_all_cannot_be_left_out():
    with pytest.raises(ValueError, match=r"share must be a share from 0 up to, not at, 1; got 1"):
        dropout.forward(np.ones(2), np.zeros(2), share=1.0)
