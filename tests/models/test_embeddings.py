"""Equation (1) against a loop, and the two ways a category enters."""

import math

import numpy as np
import pytest
import torch

from netwright.models import TableEmbedding, TableInput, Waves
from netwright.models._embeddings import BENT, ONE_HOT, VECTOR, WAVES


def test_waves_are_equation_1():
    torch.manual_seed(0)
    waves, numbers = Waves(3).double(), torch.randn(5, 3, dtype=torch.float64)
    f, phi, a, b = (
        p.detach().numpy() for p in (waves.frequency, waves.phase, waves.mix, waves.bias)
    )
    expected = np.zeros((5, 3, BENT))
    for row in range(5):
        for j in range(3):
            x = float(numbers[row, j])
            wave = np.array([math.cos(2 * math.pi * f[j, w] * x + phi[j, w]) for w in range(WAVES)])
            for out in range(BENT):
                expected[row, j, out] = (wave * a[j, :, out]).sum() + b[j, out]
    found = waves(numbers).detach().numpy()
    assert found.shape == (5, 3 * BENT)
    np.testing.assert_allclose(found.reshape(5, 3, BENT), expected, rtol=1e-10, atol=1e-12)


def test_no_number_sees_another():
    waves, numbers = Waves(3), torch.randn(4, 3)
    before = waves(numbers).view(4, 3, BENT)
    numbers[:, 1] += 1
    after = waves(numbers).view(4, 3, BENT)
    assert torch.equal(before[:, [0, 2]], after[:, [0, 2]])
    assert not torch.equal(before[:, 1], after[:, 1])


def test_waves_begin_nearly_straight():
    torch.manual_seed(0)
    assert Waves(50).frequency.detach().std() == pytest.approx(0.1, rel=0.1)


def test_few_codes_enter_one_hot():
    embedding = TableEmbedding(TableInput(numbers=0, sizes=(3, ONE_HOT)))
    codes = torch.tensor([[0, 15], [2, 0], [1, 7]])
    expected = np.concatenate([np.eye(3)[codes[:, 0]], np.eye(ONE_HOT)[codes[:, 1]]], axis=1)
    found = embedding(torch.zeros(3, 0), codes)
    assert embedding.width == 3 + ONE_HOT
    np.testing.assert_array_equal(found.detach(), expected)
    assert list(embedding.parameters()) == []


def test_many_codes_enter_as_learned_vectors():
    embedding = TableEmbedding(TableInput(numbers=0, sizes=(ONE_HOT + 1, 40)))
    codes = torch.tensor([[16, 0], [3, 39]])
    found = embedding(torch.zeros(2, 0), codes)
    assert embedding.width == 2 * VECTOR
    first, second = (table.weight for table in embedding.tables)
    assert torch.equal(found, torch.cat([first[codes[:, 0]], second[codes[:, 1]]], dim=1))


def test_the_order_is_numbers_waves_flags_vectors():
    torch.manual_seed(0)
    embedding = TableEmbedding(TableInput(numbers=2, sizes=(40, 3, 50, 2)))
    numbers = torch.randn(4, 2)
    codes = torch.tensor([[39, 0, 49, 1], [0, 1, 0, 0], [5, 2, 5, 1], [7, 0, 6, 0]])
    found = embedding(numbers, codes)
    assert found.shape == (4, embedding.width) == (4, 2 + 2 * BENT + 5 + 2 * VECTOR)
    parts = found.split([2, 2 * BENT, 3, 2, VECTOR, VECTOR], dim=1)
    assert torch.equal(parts[0], numbers)
    assert torch.equal(parts[1], embedding.waves(numbers))
    np.testing.assert_array_equal(parts[2].detach(), np.eye(3)[codes[:, 1]])
    np.testing.assert_array_equal(parts[3].detach(), np.eye(2)[codes[:, 3]])
    assert torch.equal(parts[4], embedding.tables[0].weight[codes[:, 0]])
    assert torch.equal(parts[5], embedding.tables[1].weight[codes[:, 2]])


def test_where_flags_begin_is_not_a_weight():
    embedding = TableEmbedding(TableInput(numbers=1, sizes=(3, 2)))
    assert set(embedding.state_dict()) == {
        f"waves.{n}" for n in ("frequency", "phase", "mix", "bias")
    }
