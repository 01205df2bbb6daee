import pytest
import torch

from netwright.errors import SettingError
from netwright.models import PatchDiscriminator


@pytest.mark.parametrize(("halvings", "sees"), [(0, 16), (1, 34), (2, 70)])
def test_one_number_sees_the_patch_that_is_stated_and_no_more(halvings, sees):
    torch.manual_seed(0)
    network = PatchDiscriminator(2, maps=8, halvings=halvings).eval()
    for layer in network.layers:  # a norm over the picture would see all of it
        if isinstance(layer, torch.nn.InstanceNorm2d):
            layer.forward = lambda x: x
    assert network.sees == sees
    side = 160
    picture = torch.zeros(1, 1, side, side, requires_grad=True)
    y = network(torch.zeros(1, 1, side, side), picture)
    middle = y.shape[2] // 2
    (slope,) = torch.autograd.grad(y[0, 0, middle, middle], picture)
    rows = slope[0, 0].abs().sum(dim=1).nonzero()
    assert rows.max() - rows.min() + 1 == sees


def test_the_form_of_the_paper():
    network = PatchDiscriminator(6)
    assert network(torch.rand(1, 3, 256, 256), torch.rand(1, 3, 256, 256)).shape == (1, 1, 30, 30)
    widths = [p.shape[0] for p in network.parameters() if p.dim() == 4]
    assert widths == [64, 128, 256, 512, 1]
    assert sum(p.numel() for p in network.parameters()) == 2_768_705


def test_pictures_are_judged_one_by_one():
    torch.manual_seed(0)
    network = PatchDiscriminator(6, maps=8)
    given, made = torch.rand(2, 2, 3, 64, 64)
    alone = torch.cat([network(given[i : i + 1], made[i : i + 1]) for i in range(2)])
    torch.testing.assert_close(network(given, made), alone)


def test_a_negative_number_of_halvings_is_refused():
    with pytest.raises(SettingError, match="halvings must be a whole number, 0 or more; got -1"):
        PatchDiscriminator(6, halvings=-1)
