import numpy as np
import pytest

from netwright.reference.layers._windows import gather, lay, lay_pool, pair, scatter


def draw(case):
    rng = np.random.default_rng(case)
    kernel, stride, dilation, extra = rng.integers(1, 4, size=(4, 2)).tolist()
    size = tuple(d * (k - 1) + e for d, k, e in zip(dilation, kernel, extra, strict=True))
    padding = tuple(rng.integers(0, 3, size=2).tolist())
    return size, tuple(kernel), tuple(stride), padding, tuple(dilation), rng


@pytest.mark.parametrize("case", range(30))
def test_the_count_is_that_of_placing_windows_one_by_one(case):
    size, kernel, stride, padding, dilation, _ = draw(case)
    windows = lay(size, kernel, stride=stride, padding=padding, dilation=dilation)
    for axis in (0, 1):
        end, first, placed = size[axis] + 2 * padding[axis], 0, 0
        while first + dilation[axis] * (kernel[axis] - 1) < end:
            first, placed = first + stride[axis], placed + 1
        assert windows.count[axis] == placed


@pytest.mark.parametrize("case", range(30))
def test_every_cell_is_read_from_where_the_docstring_says(case):
    size, kernel, stride, padding, dilation, rng = draw(case)
    x = rng.normal(size=(1, 1, *size))
    windows = lay(size, kernel, stride=stride, padding=padding, dilation=dilation)
    patches = gather(x, windows, beyond=7.0)[0, 0]
    for a, b, i, j in np.ndindex(patches.shape):
        row = stride[0] * i + dilation[0] * a - padding[0]
        column = stride[1] * j + dilation[1] * b - padding[1]
        inside = 0 <= row < size[0] and 0 <= column < size[1]
        assert patches[a, b, i, j] == (x[0, 0, row, column] if inside else 7.0)


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("case", range(30))
def test_scatter_is_the_transpose_of_gather(case, ceil_mode):
    size, kernel, stride, padding, dilation, rng = draw(case)
    windows = lay(
        size, kernel, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode
    )
    x = rng.normal(size=(2, 2, *size))
    patches = gather(x, windows)
    u = rng.normal(size=patches.shape)
    np.testing.assert_allclose((patches * u).sum(), (x * scatter(u, windows)).sum(), atol=1e-12)


def test_rounded_up_the_last_window_hangs_over_the_end():
    windows = lay((1, 5), (1, 2), stride=(1, 2), ceil_mode=True)
    assert windows.count == (1, 3)
    patches = gather(np.arange(1.0, 6.0).reshape(1, 1, 1, 5), windows)
    np.testing.assert_array_equal(patches[0, 0, 0, :, 0], [[1, 3, 5], [2, 4, 0]])


def test_rounded_up_no_window_starts_in_the_padding_at_the_end():
    assert lay((1, 4), (1, 2), stride=(1, 3), padding=(0, 1)).count == (1, 2)
    assert lay((1, 2), (1, 2), stride=(1, 3), padding=(0, 1), ceil_mode=True).count == (1, 1)


def test_a_kernel_larger_than_the_padded_picture_is_refused_with_both_sizes():
    words = r"kernel must fit in the padded picture, 4 x 5; got 5 x 3"
    with pytest.raises(ValueError, match=words):
        lay((2, 3), (3, 2), padding=1, dilation=2)


def test_a_setting_is_one_number_or_two():
    assert pair("stride", 2) == pair("stride", (2, 2)) == (2, 2)
    assert pair("stride", (1, 2)) == (1, 2)
    with pytest.raises(ValueError, match=r"stride must be a whole number, or two: \(rows, col"):
        pair("stride", (1, 2, 3))
    with pytest.raises(ValueError, match=r"stride must be a whole number, or two: .*; got \(\)"):
        pair("stride", ())
    with pytest.raises(ValueError, match=r"stride must be a whole number, 1 or more; got 0"):
        pair("stride", (1, 0))
    with pytest.raises(ValueError, match=r"padding must be a whole number, 0 or more; got 0.5"):
        pair("padding", 0.5, least=0)


def test_the_windows_of_a_pool_lie_side_by_side_by_default():
    assert lay_pool((4, 6), (2, 3), None, 0).count == (2, 2)
    assert lay_pool((4, 6), (2, 3), 1, 0).count == (3, 4)


def test_a_pool_has_no_window_on_padding_alone():
    words = r"padding must be at most half of the kernel, \(2, 3\); got \(1, 2\)"
    with pytest.raises(ValueError, match=words):
        lay_pool((4, 4), (2, 3), None, (1, 2))
