import pytest
import torch
from torch import nn

from netwright.models import PictureInput, Size, make_network, weights_from_pictures
from netwright.models._speedrun import KERNEL, SCALE, SpeedRun, Whitening

COLOUR, GREY = PictureInput(channels=3, side=32), PictureInput(channels=1, side=28)


def pictures(count=200, channels=3, side=12):
    """Smooth ones: neighbours are alike, as in photographs."""
    made = torch.Generator().manual_seed(0)
    small = torch.randn(count, channels, side // 3, side // 3, generator=made)
    return nn.functional.interpolate(small, side, mode="bilinear")


def test_whitened_patches_have_no_covariance_and_variance_one():
    x, layer = pictures(), Whitening(3)
    layer.weight.copy_(layer.axes_of(x))
    patches = nn.functional.unfold(x, KERNEL).transpose(1, 2).flatten(0, 1)
    answers = patches @ layer.weight[:12].flatten(1).T
    covariance = torch.cov(answers.T)
    variances = torch.linalg.eigvalsh(torch.cov(patches.T))
    wanted = variances / (variances + 5e-4)  # what is added keeps tiny ones from being blown up
    assert torch.allclose(covariance.diagonal(), wanted, atol=2e-3)
    assert float((covariance - covariance.diagonal().diag()).abs().max()) < 1e-3


def test_each_axis_stands_with_its_negative_and_is_one_for_one_set_of_pictures():
    layer = Whitening(3)
    axes = layer.axes_of(pictures())
    assert torch.equal(axes[:12], -axes[12:])
    assert torch.equal(axes, Whitening(3).axes_of(pictures()))
    strongest = axes[:12].flatten(1)
    rows = torch.arange(12)
    assert (strongest[rows, strongest.abs().argmax(1)] > 0).all()


def test_its_kernels_are_kept_but_do_not_learn():
    network = SpeedRun(COLOUR, 10)
    assert "whitening.weight" in network.state_dict()
    assert "whitening.weight" not in dict(network.named_parameters())
    before = network.whitening.weight.clone()
    network(torch.randn(4, 3, 32, 32)).sum().backward()
    assert torch.equal(network.whitening.weight, before)


def test_weights_from_pictures_are_those_of_each_whitening_layer():
    x = pictures(side=32)
    alone = make_network("speedrun", COLOUR, 10)
    three = make_network("speedrun", COLOUR, 10, Size(members=3))
    assert list(weights_from_pictures(alone, x)) == ["whitening.weight"]
    found = weights_from_pictures(three, x)
    assert list(found) == [f"networks.{m}.whitening.weight" for m in range(3)]
    assert set(found) <= set(three.state_dict())
    assert weights_from_pictures(make_network("convnet", COLOUR, 10), x) == {}


def test_convolutions_begin_as_a_partial_identity():
    torch.manual_seed(0)
    network = SpeedRun(COLOUR, 10)
    blocks = [m for m in network.features if isinstance(m, nn.Conv2d)]
    assert len(blocks) == 6
    for layer in blocks:
        same = min(layer.in_channels, layer.out_channels)
        x = torch.randn(2, layer.in_channels, 5, 5)
        assert torch.allclose(layer(x)[:, :same], x[:, :same], atol=1e-6)
        rest = layer.weight[layer.in_channels :].flatten(1)
        if len(rest):  # the others as torch starts them: uniform within 1 / sqrt(in)
            bound = rest.shape[1] ** -0.5
            assert float(rest.detach().abs().max()) <= bound
            assert float(rest.detach().std()) == pytest.approx(bound / 3**0.5, rel=0.1)


@pytest.mark.parametrize("shape", [COLOUR, GREY, PictureInput(channels=3, side=8)], ids=str)
def test_any_side_from_8_gives_small_logits(shape):
    torch.manual_seed(0)
    network = SpeedRun(shape, 7, width=0.5)
    x = torch.randn(5, shape.channels, shape.side, shape.side)
    features = network.features(network.whitening(x)).amax(dim=(2, 3))
    assert features.shape == (5, 32)
    logits = network(x)
    assert logits.shape == (5, 7)
    assert torch.allclose(logits, features @ network.head.weight.T * SCALE, atol=1e-6)


def test_pictures_of_another_side_are_answered_too():
    network = SpeedRun(COLOUR, 7).eval()
    assert network(torch.randn(2, 3, 24, 24)).shape == (2, 7)


def test_it_learns_and_loads():
    torch.manual_seed(0)
    network, fresh = (SpeedRun(PictureInput(channels=3, side=16), 10) for _ in range(2))
    x, y = torch.randn(16, 3, 16, 16), torch.arange(16) % 10
    losses = []
    for _ in range(30):
        network.zero_grad()
        loss = nn.functional.cross_entropy(network(x), y)
        loss.backward()
        with torch.no_grad():
            for parameter in network.parameters():
                parameter -= 0.3 * parameter.grad
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]
    assert all(p.grad is not None and bool(p.grad.any()) for p in network.parameters())
    fresh.load_state_dict(network.state_dict())
    assert torch.equal(fresh.eval()(x), network.eval()(x))
