import numpy as np
import pytest

from netwright.reference.measures import wilson_interval


def test_values_worked_out_by_hand():
    # p = 1/2, n = 4, z = 2: centre 1/2, half 2 sqrt(1/16 + 1/16) / 2
    found = wilson_interval.forward(right=2, rows=4, z=2.0)
    np.testing.assert_allclose(found, (0.5 - np.sqrt(1 / 8), 0.5 + np.sqrt(1 / 8)))
    low, high = wilson_interval.forward(right=0, rows=10)
    assert low == pytest.approx(0.0, abs=1e-15)
    assert high == pytest.approx(1.96**2 / (10 + 1.96**2))


@pytest.mark.parametrize("case", range(20))
def test_the_ends_are_z_errors_from_the_share(case):
    given = wilson_interval.example(np.random.default_rng(case))
    share = given["right"] / given["rows"]
    for end in wilson_interval.forward(**given):
        if 1e-9 < end < 1 - 1e-9:
            error = np.sqrt(end * (1 - end) / given["rows"])
            assert abs(share - end) == pytest.approx(given["z"] * error)


def test_counts_and_z_are_checked():
    with pytest.raises(ValueError, match=r"^right must be no more than the rows, 3; got 4"):
        wilson_interval.forward(right=4, rows=3)
    with pytest.raises(ValueError, match=r"^rows must be a whole number, 1 or more; got 0"):
        wilson_interval.forward(right=0, rows=0)
    with pytest.raises(ValueError, match=r"^z must be a finite number above 0; got 0"):
        wilson_interval.forward(right=0, rows=1, z=0)
