import numpy as np
import pytest
import torch

from netwright.models import Logistic, PictureInput, TableInput


def test_it_starts_at_zero():
    for shape in (PictureInput(channels=1, side=8), TableInput(numbers=2, sizes=(3, 20))):
        assert all(not p.any() for p in Logistic(shape, 4).parameters())
    model = Logistic(PictureInput(channels=3, side=8), 4)
    assert not model(torch.randn(5, 3, 8, 8)).any()


def test_equation_1_with_codes_as_one_hot_columns():
    model = Logistic(TableInput(numbers=2, sizes=(3, 2)), 4).double()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)
    numbers = torch.randn(6, 2, dtype=torch.float64)
    codes = torch.tensor([[0, 1], [2, 0], [1, 1], [0, 0], [2, 1], [1, 0]])
    wide = np.concatenate([numbers, np.eye(3)[codes[:, 0]], np.eye(2)[codes[:, 1]]], axis=1)
    weights = np.concatenate(
        [
            model.affine.weight.detach().T,
            *(table.weight.detach() for table in model.codes),
        ]
    )
    expected = wide @ weights + model.affine.bias.detach().numpy()
    np.testing.assert_allclose(model(numbers, codes).detach(), expected, rtol=1e-12)


def test_a_table_without_numbers():
    model = Logistic(TableInput(numbers=0, sizes=(3,)), 1)
    assert model(torch.zeros(5, 0), torch.zeros(5, 1, dtype=torch.long)).shape == (5, 1)


@pytest.mark.parametrize("outputs", [1, 10])
def test_parameters(outputs):
    model = Logistic(PictureInput(channels=1, side=28), outputs)
    assert sum(p.numel() for p in model.parameters()) == (784 + 1) * outputs
