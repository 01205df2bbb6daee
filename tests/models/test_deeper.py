import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import PictureInput, Size, deepened, make_network
from netwright.models._vgg import vgg11, vgg13, vgg16, vgg19

TINY = 0.125
COLOUR = PictureInput(channels=3, side=32)


def threes(network):
    return {name: torch.full_like(tensor, 3) for name, tensor in network.state_dict().items()}


@pytest.mark.parametrize("form", [vgg13, vgg16, vgg19])
@pytest.mark.parametrize("norm", [None, nn.BatchNorm2d])
def test_a_deeper_network_begins_with_four_convolutions_and_the_affine_layers(norm, form):
    shallow, deep = (make(COLOUR, 10, width=TINY, norm=norm) for make in (vgg11, form))
    before = {name: tensor.clone() for name, tensor in deep.state_dict().items()}
    state = deepened(threes(shallow), deep)
    changed = {
        name.rsplit(".", 2)[0] if name.startswith("stages") else "head"
        for name, tensor in state.items()
        if not torch.equal(tensor, before[name])
    }
    assert changed == {"stages.0.0", "stages.1.0", "stages.2.0", "stages.2.1", "head"}
    assert all((state[name] == 3).all() for name in state if name.startswith("head."))
    assert all(torch.equal(deep.state_dict()[name], before[name]) for name in before)
    deep.load_state_dict(state)


def test_a_network_of_the_table_is_begun_by_a_shallower_one():
    """Its small forms are as wide where their widths' factors are: 0.75 of 0.5, and 0.375."""
    shallow = make_network("vgg11", COLOUR, 10, Size(width=0.75))
    deep = make_network("vgg16", COLOUR, 10)
    deep.load_state_dict(deepened(shallow.state_dict(), deep))
    assert torch.equal(deep.stages[2][1][0].weight, shallow.stages[2][1][0].weight)


@pytest.mark.parametrize(
    ("channels", "outputs", "settings"),
    [
        (3, 10, {"width": 2 * TINY}),
        (3, 10, {"width": TINY, "norm": nn.BatchNorm2d}),
        (3, 9, {"width": TINY}),
        (1, 10, {"width": TINY}),
    ],
)
def test_it_does_not_begin_with_layers_of_another_shape(channels, outputs, settings):
    other = vgg11(PictureInput(channels=channels, side=32), outputs, **settings)
    deep = vgg13(COLOUR, 10, width=TINY)
    with pytest.raises(SettingError, match=r"must be \{.*\} to be taken over; got \{.*\n.*width"):
        deepened(other.state_dict(), deep)


def test_only_vgg_is_begun_so_and_only_with_vgg():
    deep = vgg13(COLOUR, 10, width=TINY)
    with pytest.raises(SettingError, match=r"network must be a VGG .*; got 'ResNet'"):
        deepened(deep.state_dict(), make_network("resnet", COLOUR, 10))
    with pytest.raises(SettingError, match=r"head\.\* must be \{.*; got \{\}"):
        deepened(make_network("resnet", COLOUR, 10).state_dict(), deep)
