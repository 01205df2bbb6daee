import pytest
import torch

from netwright.models import Adversarial, PatchDiscriminator, unet
from netwright.objectives import discriminator_loss, generator_loss


@pytest.fixture
def network():
    torch.manual_seed(0)
    return Adversarial(
        unet(1, 3, widths=(8, 8), bounded=True).double(), PatchDiscriminator(4, maps=8).double()
    )


def given(side=32):
    torch.manual_seed(1)
    return torch.rand(2, 1, side, side).double(), torch.rand(2, 3, side, side).double() * 2 - 1


def slopes(loss, network):
    found = torch.autograd.grad(loss, list(network.parameters()), allow_unused=True)
    names = [name for name, _ in network.named_parameters()]
    return dict(zip(names, found, strict=True))


def test_in_evaluation_only_the_picture_is_made(network):
    pictures, wanted = given()
    network.eval()
    y = network(pictures, wanted)
    torch.testing.assert_close(y, network.generator(pictures))
    torch.testing.assert_close(y, network(pictures, torch.zeros_like(wanted)))


def test_one_loss_gives_each_network_the_slope_of_its_own(network):
    pictures, wanted = given(48)  # 4 patches a side, each of which stands for 12 pixels
    network.train()
    output = network(pictures, wanted)
    assert output.shape == (2, 6, 48, 48)
    real, told, seen = output[:, 3:].unbind(dim=1)
    found = slopes(generator_loss(seen) + discriminator_loss(real, told), network)

    made = network.generator(pictures)
    odds = network.discriminator(pictures, made)
    of_generator = slopes(generator_loss(odds), network.generator)
    against = network.discriminator(pictures, made.detach())
    truth = network.discriminator(pictures, wanted)
    of_discriminator = slopes(discriminator_loss(truth, against), network.discriminator)
    assert odds.shape[2:] == (4, 4)
    expected = {f"generator.{name}": slope for name, slope in of_generator.items()}
    expected |= {f"discriminator.{name}": slope for name, slope in of_discriminator.items()}
    assert expected.keys() == found.keys()
    for name, slope in expected.items():
        torch.testing.assert_close(found[name], slope)


def test_numbers_of_patches_are_repeated_over_their_stretch(network):
    pictures, wanted = given(64)
    network.train()
    real = network(pictures, wanted)[:, 3]
    odds = network.discriminator(pictures, wanted)[:, 0]
    assert set(real.unique().tolist()) == set(odds.unique().tolist())
    assert torch.equal(real[:, 0, 0], odds[:, 0, 0])
    assert torch.equal(real[:, -1, -1], odds[:, -1, -1])
