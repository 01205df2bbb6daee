import numpy as np
import pytest

from netwright.reference.layers import projected_residual_block as block

STILL = np.zeros((1, 1, 3, 3)), np.ones(1), np.zeros(1)
ONE = np.ones((1, 1, 1, 1))


def test_values_worked_out_by_hand():
    x = [[[[0.0, 9.0, 2.0, 11.0]]]]
    y, _ = block.forward(x, *STILL, *STILL, ONE, [3.0], [1.0], stride=2, eps=1e-12)
    np.testing.assert_allclose(y, [[[[0.0, 4.0]]]], atol=1e-6)  # reads 0 and 2: 1 -+ 3


def test_the_pool_reads_what_a_stride_leaves_out():
    x = np.array([[[[0.0, 9.0, 2.0, 11.0]]]])
    dy = np.array([[[[1.0, -1.0]]]])
    unread = {}
    for pooled in (False, True):
        y, saved = block.forward(
            x, *STILL, *STILL, ONE, [3.0], [9.0], stride=2, pooled=pooled, eps=0.5
        )
        assert (y > 0).all()
        unread[pooled] = block.backward(dy, saved).x[0, 0, 0] == 0
    np.testing.assert_array_equal(unread[False], [False, True, False, True])
    assert not unread[True].any()


@pytest.mark.parametrize("case", range(10))
def test_with_stride_1_there_is_nothing_to_pool(case):
    given = {**block.example(np.random.default_rng(case)), "stride": 1}
    pooled, _ = block.forward(**{**given, "pooled": True})
    plain, _ = block.forward(**{**given, "pooled": False})
    np.testing.assert_array_equal(pooled, plain)


@pytest.mark.parametrize("pooled", [False, True])
def test_sides_are_rounded_up(pooled):
    x = np.random.default_rng(0).normal(size=(2, 1, 5, 7))
    y, _ = block.forward(x, *STILL, *STILL, ONE, [1.0], [0.0], stride=2, pooled=pooled)
    assert y.shape == (2, 1, 3, 4)


def test_a_shortcut_to_another_number_of_channels_is_refused():
    words = r"short_kernel must have shape \(1, 1, 1, 1\); got \(2, 1, 1, 1\)"
    with pytest.raises(ValueError, match=words):
        block.forward(np.ones((2, 1, 2, 2)), *STILL, *STILL, np.ones((2, 1, 1, 1)), [1.0], [0.0])


def test_stride_is_one_number():
    with pytest.raises(ValueError, match=r"stride must be a whole number, 1 or more; got 0"):
        block.forward(np.ones((2, 1, 2, 2)), *STILL, *STILL, ONE, [1.0], [0.0], stride=0)
