import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import (
    ACTIVATIONS,
    NETWORKS,
    Maxout,
    Members,
    PictureInput,
    Size,
    TableInput,
    make_network,
    nearest_activation,
    replace_activations,
)
from netwright.models._activations import HIDDEN
from twins.walks import FAMILIES

SHAPE, ROWS = PictureInput(channels=3, side=32), TableInput(numbers=3, sizes=(4,))
TINY = 0.02
NAMES = [name for name in ACTIVATIONS if name != "maxout"]
KINDS = [name for name in NETWORKS if name in (*FAMILIES, "mlp", "convnet", "resnet")]
SUMS = ["resnet", "resnet20", "resnet18", "resnet50", "inception-residual", "nasnet-a"]


def made(name, activation="", **size):
    torch.manual_seed(0)
    return make_network(name, SHAPE, 3, Size(width=TINY, activation=activation, **size))


def bends(network):
    return [type(part) for part in network.modules() if isinstance(part, HIDDEN)]


@pytest.mark.parametrize("activation", NAMES)
@pytest.mark.parametrize("name", KINDS)
def test_every_hidden_activation_becomes_the_named_one_and_nothing_else_changes(name, activation):
    own, other = made(name), made(name, activation)
    kind = type(ACTIVATIONS[activation]())
    if kind is nn.Identity:
        assert bends(other) == []
    else:
        assert bends(other) == [kind] * len(bends(own))
    assert len(list(own.modules())) == len(list(other.modules()))
    for mine, theirs in zip(own.parameters(), other.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_a_network_with_linear_activations_is_linear():
    """Two affine layers in a row: the answer to a sum is the sum of the answers."""
    network = made("mlp", "linear").double()
    x = torch.randn(3, 3, 32, 32, dtype=torch.float64)
    at_0 = network(torch.zeros_like(x))
    whole = network(x + 2 * x.flip(0)) - at_0
    torch.testing.assert_close(whole, network(x) + 2 * network(x.flip(0)) - 3 * at_0)


def test_the_narrow_ends_of_the_blocks_of_mobilenet_v2_stay_linear():
    network = made("mobilenet-v2", "silu")
    blocks = [part for part in network.modules() if hasattr(part, "adds")]
    assert blocks
    assert all(isinstance(block.path[-1], nn.BatchNorm2d) for block in blocks)
    assert all(nn.SiLU in map(type, block.path) for block in blocks)


def test_a_layer_that_stands_in_several_places_is_replaced_at_each():
    bend = nn.ReLU()
    network = nn.Sequential(nn.Linear(2, 2), bend, nn.Linear(2, 2), bend)
    replace_activations(network, "tanh")
    assert [type(layer) for layer in network] == [nn.Linear, nn.Tanh, nn.Linear, nn.Tanh]


def test_the_larger_of_neighbours_goes_out():
    x = torch.tensor([[1.0, 3.0, -2.0, -5.0]])
    assert Maxout()(x).tolist() == [[3.0, -2.0]]
    assert Maxout(axis=-1)(x.unsqueeze(1)).tolist() == [[[3.0, -2.0]]]
    maps = torch.randn(2, 6, 4, 5)
    wanted = torch.maximum(maps[:, ::2], maps[:, 1::2])
    assert torch.equal(Maxout()(maps), wanted)
    assert str(Maxout(axis=-1)) == "Maxout(axis=-1)"


@pytest.mark.parametrize("name", [name for name in KINDS if name not in SUMS])
def test_maxout_doubles_the_layer_before_it(name):
    own, other = made(name), made(name, "maxout")
    assert bends(other) == [Maxout] * len(bends(own))
    x = torch.randn(2, 3, 32, 32)
    assert other(x).shape == own(x).shape
    other(x).sum().backward()
    doubled = 0
    for (place, mine), theirs in zip(own.named_parameters(), other.parameters(), strict=True):
        assert theirs.grad is not None
        if mine.shape != theirs.shape:
            assert theirs.shape == (2 * mine.shape[0], *mine.shape[1:]), place
            assert torch.equal(theirs[::2], mine), "the first piece is the layer's own"
            doubled += 1
    assert doubled >= len(bends(own))


def test_the_second_piece_has_the_spread_of_the_first():
    torch.manual_seed(0)
    network = make_network("convnet", SHAPE, 3, Size(activation="maxout"))
    layer = network.features[4]
    assert isinstance(layer, nn.Conv2d)
    assert layer.out_channels == 64
    first, second = layer.weight[::2], layer.weight[1::2]
    assert second.std().item() == pytest.approx(first.std().item(), rel=0.05)
    assert not torch.equal(first, second)


def test_members_answer_with_the_larger_of_their_own():
    network = made("mlp", "maxout", members=3)
    assert [type(part) for part in network.layers] == [Members, Maxout, Members, Maxout, Members]
    assert network(torch.randn(2, 3, 32, 32)).shape == (2, 3, 3)
    with torch.no_grad():  # what the second member says is its own affair
        x = torch.randn(2, 3, 32, 32)
        before = network(x)
        network.layers[0].weight[1] += 1
        after = network(x)
    assert torch.equal(before[:, [0, 2]], after[:, [0, 2]])
    assert not torch.equal(before[:, 1], after[:, 1])


@pytest.mark.parametrize("name", SUMS)
def test_maxout_is_refused_where_a_sum_stands_before_an_activation(name):
    words = "activation must be one that keeps the number of units, .*; got 'maxout'\nmaxout stands"
    with pytest.raises(SettingError, match=words):
        made(name, "maxout")


def test_maxout_is_refused_behind_what_mixes_units():
    for layers in ([nn.Conv2d(3, 4, 1), nn.LocalResponseNorm(2), nn.ReLU()], [nn.ReLU()]):
        with pytest.raises(SettingError, match="activation must be one that keeps the number"):
            replace_activations(nn.Sequential(*layers), "maxout")


def test_a_network_without_hidden_activations_takes_none():
    words = "activation must be left out: the network has no hidden activations; got 'relu'"
    with pytest.raises(SettingError, match=words):
        make_network("logistic", ROWS, 2, Size(activation="relu"))


def test_an_unknown_name_names_the_nearest():
    assert nearest_activation("gelu") is nn.GELU
    with pytest.raises(
        SettingError, match=r"activation must be one of linear, .*\ndid you mean elu"
    ):
        nearest_activation("elus")
    with pytest.raises(SettingError, match=r"got 'torch\.nn\.GELU'"):
        made("convnet", "torch.nn.GELU")
