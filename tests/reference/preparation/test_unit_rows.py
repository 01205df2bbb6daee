import numpy as np
import pytest

from netwright.reference.preparation import unit_rows


@pytest.mark.parametrize("case", range(10))
def test_every_row_has_length_1_and_its_slope_stands_upright_on_it(case):
    rng = np.random.default_rng(case)
    given = unit_rows.example(rng)
    y, saved = unit_rows.forward(**given)
    np.testing.assert_allclose(np.linalg.norm(y, axis=1), 1.0, rtol=1e-15)
    dx = unit_rows.backward(rng.normal(size=y.shape), saved).x
    np.testing.assert_allclose((dx * given["x"]).sum(axis=1), 0.0, atol=1e-14)
    longer, _ = unit_rows.forward(7.0 * given["x"])
    np.testing.assert_allclose(longer, y, rtol=1e-14)


def test_huge_and_tiny_rows_keep_their_direction():
    y, _ = unit_rows.forward([[3e200, 4e200], [3e-200, 4e-200]])
    np.testing.assert_allclose(y, [[0.6, 0.8], [0.6, 0.8]])


def test_a_row_of_zeros_has_no_direction():
    with pytest.raises(ValueError, match="x must have no row of zeros; got one at row 1"):
        unit_rows.forward([[1.0, 2.0], [0.0, 0.0]])
