"""Equation (1) against plain NumPy."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from netwright.objectives import cross_entropy

LOGITS = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(2, 6)),
    elements=st.floats(-30, 30),
)


def equation_1(logits, labels, smoothing):
    z = logits - logits.max(axis=-1, keepdims=True)
    logs = z - np.log(np.exp(z).sum(axis=-1, keepdims=True))
    classes = logits.shape[-1]
    truth = (1 - smoothing) * np.eye(classes)[labels] + smoothing / classes
    return -(truth * logs).sum(axis=-1)


@given(logits=LOGITS, smoothing=st.sampled_from([0.0, 0.05, 0.5]), seed=st.integers(0, 9))
def test_the_mean_over_rows_and_members(logits, smoothing, seed):
    rows, members, classes = logits.shape
    labels = (np.arange(rows) + seed) % classes
    expected = np.mean([equation_1(logits[:, m], labels, smoothing).mean() for m in range(members)])
    found = cross_entropy(torch.tensor(logits), torch.tensor(labels), smoothing=smoothing)
    assert found.shape == ()
    assert float(found) == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(logits=LOGITS, seed=st.integers(0, 9))
def test_weights_count_rows_more_or_less(logits, seed):
    rows, members, classes = logits.shape
    labels = (np.arange(rows) + seed) % classes
    weights = np.random.default_rng(seed).random(rows)
    each = np.stack([equation_1(logits[:, m], labels, 0.1) for m in range(members)])
    found = cross_entropy(
        torch.tensor(logits), torch.tensor(labels), smoothing=0.1, weights=torch.tensor(weights)
    )
    assert float(found) == pytest.approx((weights * each).mean(), rel=1e-9, abs=1e-9)


def test_one_member_is_the_same_with_and_without_its_axis():
    logits, labels = torch.randn(4, 3), torch.tensor([0, 2, 1, 1])
    assert cross_entropy(logits, labels) == cross_entropy(logits.unsqueeze(1), labels)


def test_equal_logits_cost_the_logarithm_of_the_classes():
    loss = cross_entropy(torch.zeros(7, 10), torch.arange(7))
    assert float(loss) == pytest.approx(math.log(10))


def test_the_gradient_is_the_probability_less_the_truth():
    logits = torch.randn(4, 3, dtype=torch.float64, requires_grad=True)
    labels = torch.tensor([0, 2, 1, 1])
    cross_entropy(logits, labels).backward()
    expected = (logits.detach().softmax(dim=1) - torch.eye(3)[labels]) / 4
    torch.testing.assert_close(logits.grad, expected)
    assert logits.grad.sum(dim=1).abs().max() < 1e-12
    members = torch.randn(3, 2, 4, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(
        lambda z: cross_entropy(z, torch.tensor([0, 3, 1]), smoothing=0.1), members
    )
