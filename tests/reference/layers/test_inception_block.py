import numpy as np
import pytest

from netwright.reference.layers import inception_block


def draw(case):
    return inception_block.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    one, zero, large = np.ones((1, 1, 1, 1)), [0.0], np.ones((1, 1, 5, 5))
    branches = one, zero, one, zero, large[..., 1:4, 1:4], zero, one, zero, large, zero, one, zero
    y, saved = inception_block.forward([[[[1.0, 2.0, 4.0]]]], *branches)
    np.testing.assert_array_equal(y[0, :, 0], [[1, 2, 4], [3, 7, 6], [7, 7, 7], [2, 4, 4]])
    dx = inception_block.backward(np.ones((1, 4, 1, 3)), saved).x
    np.testing.assert_array_equal(dx, [[[[1 + 2 + 3, 1 + 3 + 3 + 1, 1 + 2 + 3 + 2]]]])


@pytest.mark.parametrize("case", range(20))
def test_dy_of_one_branch_reaches_the_weights_of_that_branch_only(case):
    given = draw(case)
    y, saved = inception_block.forward(**given)
    dy = np.zeros_like(y)
    dy[:, : len(given["kernel1"])] = 1.0
    grads = inception_block.backward(dy, saved)
    for name in ("reduce3_kernel", "kernel3", "reduce5_kernel", "kernel5", "pool_kernel"):
        assert not getattr(grads, name).any()
    np.testing.assert_array_equal(grads.bias1, (y > 0)[:, : len(given["bias1"])].sum((0, 2, 3)))


def test_the_channels_of_all_branches_stand_side_by_side():
    given = draw(0)
    y, _ = inception_block.forward(**given)
    widths = [len(given[name]) for name in ("kernel1", "kernel3", "kernel5", "pool_kernel")]
    assert y.shape == (len(given["x"]), sum(widths), *given["x"].shape[2:])


def test_a_kernel_that_does_not_take_the_reduced_channels_is_refused():
    given = draw(0)
    reduced = len(given["reduce3_kernel"])
    wide = np.ones((1, reduced + 1, 3, 3))
    words = rf"kernel3 must have shape \(o, {reduced}, 3, 3\); got \(1, {reduced + 1}, 3, 3\)"
    with pytest.raises(ValueError, match=words):
        inception_block.forward(**{**given, "kernel3": wide, "bias3": np.ones(1)})
