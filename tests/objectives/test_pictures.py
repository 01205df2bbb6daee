import torch

from netwright.objectives import picture_absolute, picture_squared


def test_means_over_all_numbers():
    predicted = torch.tensor([[[[1.0, 2.0], [3.0, 4.0]]]])
    targets = torch.tensor([[[[1.0, 0.0], [3.0, 8.0]]]])
    assert picture_absolute(predicted, targets).item() == (2 + 4) / 4
    assert picture_squared(predicted, targets).item() == (4 + 16) / 4
