"""Equations (1) to (3) against plain NumPy."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from netwright.objectives import REGRESSION_LOSSES, huber, mean_absolute, mean_squared

EQUATIONS = {
    "mse": lambda gap: gap**2,
    "mae": np.abs,
    "huber": lambda gap: np.where(np.abs(gap) < 1, gap**2 / 2, np.abs(gap) - 0.5),
}
PREDICTED = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 3)), elements=st.floats(-5, 5)
)


def test_every_loss_has_its_equation():
    assert set(REGRESSION_LOSSES) == set(EQUATIONS)
    assert {"mse": mean_squared, "mae": mean_absolute, "huber": huber} == REGRESSION_LOSSES


@pytest.mark.parametrize("name", EQUATIONS)
@given(predicted=PREDICTED)
def test_the_mean_over_rows_and_members(name, predicted):
    targets = np.linspace(-2, 3, len(predicted))
    expected = EQUATIONS[name](predicted - targets[:, None]).mean()
    loss = REGRESSION_LOSSES[name]
    found = loss(torch.tensor(predicted), torch.tensor(targets))
    assert found.shape == ()
    assert float(found) == pytest.approx(expected, rel=1e-12, abs=1e-12)
    one = loss(torch.tensor(predicted[:, 0]), torch.tensor(targets))
    assert float(one) == pytest.approx(EQUATIONS[name](predicted[:, 0] - targets).mean(), rel=1e-12)


@pytest.mark.parametrize("name", EQUATIONS)
def test_gradients(name):
    predicted = torch.tensor([[0.3, 2.7], [-1.9, 0.2]], dtype=torch.float64, requires_grad=True)
    targets = torch.tensor([0.0, 0.1], dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda p: REGRESSION_LOSSES[name](p, targets), predicted)


def test_huber_is_smooth_where_its_halves_meet():
    gaps = torch.tensor([1 - 1e-9, 1 + 1e-9], dtype=torch.float64, requires_grad=True)
    for gap in gaps:
        (slope,) = torch.autograd.grad(huber(gap.view(1), torch.zeros(1)), gaps, retain_graph=True)
        assert slope.max() == pytest.approx(1.0)
