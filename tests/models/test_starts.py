import math

import pytest
import torch
from torch import nn

from netwright.errors import SettingError
from netwright.models import (
    STARTS,
    Codes,
    Members,
    Mlp,
    PictureInput,
    Size,
    TableInput,
    anatomy,
    make_network,
    nearest_start,
    replace_activations,
    start,
)

SHAPE, ROWS = PictureInput(channels=3, side=32), TableInput(numbers=3, sizes=(4, 40))


def weights(network):
    kinds = (nn.Conv2d, nn.Linear, Members)
    return [part for part in network.modules() if isinstance(part, kinds)]


def variance(name, inputs, outputs):
    return {
        "zero": 0.0,
        "small": 1e-4,
        "xavier": 2 / (inputs + outputs),
        "xavier_normal": 2 / (inputs + outputs),
        "he": 2 / inputs,
        "he_uniform": 2 / inputs,
        "lecun": 1 / inputs,
        "orthogonal": 1 / max(inputs, outputs),
        "torch": 1 / (3 * inputs),
    }[name]


@pytest.mark.parametrize("name", STARTS)
def test_weights_have_the_mean_and_the_variance_that_the_table_says(name):
    torch.manual_seed(0)
    network = make_network("convnet", SHAPE, 10, Size(init=name))
    for layer in weights(network):
        w = layer.weight.detach()
        outputs = w.shape[0] * (1 if name == "orthogonal" else math.prod(w.shape[2:]))
        wanted = variance(name, w[0].numel(), outputs)
        assert w.mean().item() == pytest.approx(0.0, abs=4 * (wanted / w.numel()) ** 0.5)
        assert w.var().item() == pytest.approx(wanted, rel=6 * w.numel() ** -0.5)
        if layer.bias is not None:
            assert bool(layer.bias.any()) is (name == "torch")


@pytest.mark.parametrize("name", STARTS)
def test_members_start_as_affine_layers_alone(name):
    torch.manual_seed(0)
    many = Members(3, 5, 4, gain=1.0)
    torch.manual_seed(1)
    start(many, name)
    torch.manual_seed(1)
    for member in many.weight.detach():
        alone = torch.empty(4, 5)
        STARTS[name](alone)
        assert torch.equal(member.T, alone)
    assert bool(many.bias.any()) is (name == "torch")


@pytest.mark.parametrize("name", STARTS)
def test_norms_and_embeddings_keep_their_own_start(name):
    torch.manual_seed(0)
    own = make_network("mlp", ROWS, 3)
    torch.manual_seed(0)
    other = make_network("mlp", ROWS, 3, Size(init=name))
    for mine, theirs in zip(own.embedding.parameters(), other.embedding.parameters(), strict=True):
        assert torch.equal(mine, theirs)
    parts = make_network("resnet20", SHAPE, 3, Size(init=name)).modules()
    norms = [part for part in parts if isinstance(part, nn.BatchNorm2d)]
    assert norms
    assert all((norm.weight == 1).all() for norm in norms)


def test_torchs_own_start_is_torchs_own():
    torch.manual_seed(3)
    wanted = nn.Linear(7, 5)
    torch.manual_seed(3)
    layer = nn.Linear(7, 5)
    torch.manual_seed(3)
    start(layer, "torch")
    assert torch.equal(layer.weight, wanted.weight)
    assert torch.equal(layer.bias, wanted.bias)


def test_rows_and_columns_at_right_angles():
    torch.manual_seed(0)
    wide, kernel = nn.Linear(6, 3), nn.Conv2d(2, 4, 3)
    start(nn.Sequential(wide, kernel), "orthogonal")
    for w in (wide.weight, kernel.weight.flatten(1)):
        torch.testing.assert_close(w @ w.T, torch.eye(len(w)))


def test_a_table_without_numbers_has_nothing_to_start():
    network = make_network("logistic", TableInput(numbers=0, sizes=(3,)), 2, Size(init="he"))
    assert not network.affine.weight.numel()


def test_fixed_codes_stay_as_they_are():
    codes = Codes(4, 3)
    start(codes, "he")
    assert set(codes.weight.flatten().tolist()) <= {-1.0, 1.0}


def spreads(init, activation):
    """Of what comes out of each of 20 affine layers."""
    torch.manual_seed(0)
    network = Mlp(PictureInput(channels=1, side=16), 256, hidden=(256,) * 19)
    replace_activations(network, activation)
    start(network, init)
    rows = anatomy(network, {"numbers": torch.randn(64, 1, 16, 16)})
    return [row.activations[1] for row in rows if row.kind == "Linear"]


def test_the_spread_through_20_layers_stays_where_the_start_fits_the_activation():
    """He for ReLU, Xavier for what is linear near 0; small weights let the signal die out."""
    assert len(spreads("he", "relu")) == 20
    assert 0.3 < spreads("he", "relu")[-1] / spreads("he", "relu")[0] < 3
    assert 0.5 < spreads("xavier", "linear")[-1] / spreads("xavier", "linear")[0] < 2
    assert spreads("xavier", "relu")[-1] == pytest.approx(2**-9.5, rel=0.5)  # a half each layer
    assert spreads("small", "relu")[-1] < 1e-15
    assert set(spreads("zero", "relu")) == {0.0}


def test_an_unknown_name_names_the_nearest():
    with pytest.raises(SettingError, match=r"init must be one of zero, .*; got 'kaiming'"):
        nearest_start("kaiming")
    with pytest.raises(SettingError, match="got 'orthogonl'\ndid you mean orthogonal"):
        make_network("convnet", SHAPE, 3, Size(init="orthogonl"))
