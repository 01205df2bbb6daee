"""GoogLeNet against table 1 of its paper, and the small form."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from netwright.errors import SettingError
from netwright.models import KeyedDropout, PictureInput, anatomy
from netwright.models._inception import googlenet, googlenet_small, inception
from netwright.models._parts import Paths

# Table 1 by rows: channels in, 1x1, 3x3 reduce, 3x3, 5x5 reduce, 5x5, pool projection, side; then
# the paper's own figures: parameters in units of 1024, multiply-adds in millions.
ROWS = {
    "3a": (192, 64, 96, 128, 16, 32, 32, 28, 159, 128),
    "3b": (256, 128, 128, 192, 32, 96, 64, 28, 380, 304),
    "4a": (480, 192, 96, 208, 16, 48, 64, 14, 364, 73),
    "4b": (512, 160, 112, 224, 24, 64, 64, 14, 437, 88),
    "4c": (512, 128, 128, 256, 24, 64, 64, 14, 463, 100),
    "4d": (512, 112, 144, 288, 32, 64, 64, 14, 580, 119),
    "4e": (528, 256, 160, 320, 32, 128, 128, 14, 840, 170),
    "5a": (832, 256, 160, 320, 32, 128, 128, 7, 1072, 54),
    "5b": (832, 384, 192, 384, 48, 128, 128, 7, 1388, 71),
}
COLOUR = PictureInput(channels=3, side=224)


def module_counts(row):
    """Weights and biases of a module, by hand."""
    inputs, one, reduce3, three, reduce5, five, pool, *_ = row
    weights = inputs * (one + reduce3 + reduce5 + pool) + 9 * reduce3 * three + 25 * reduce5 * five
    return weights, one + reduce3 + three + reduce5 + five + pool


def count(network):
    return sum(p.numel() for p in network.parameters())


def on_meta(make, *args, **settings):
    with torch.device("meta"):
        return make(*args, **settings)


def multiply_adds(make, shape, outputs):
    network = on_meta(make, shape, outputs)
    with FlopCounterMode(display=False) as counter:
        network(torch.empty(1, shape.channels, shape.side, shape.side, device="meta"))
    return counter.get_total_flops() // 2


def small(side=32, channels=3, outputs=10, width=0.25, **more):
    torch.manual_seed(0)
    return googlenet_small(PictureInput(channels=channels, side=side), outputs, width=width, **more)


def test_the_paper_form_has_the_parameters_of_table_1():
    stem = 7 * 7 * 3 * 64 + 64 + 64 * 64 + 64 + 3 * 3 * 64 * 192 + 192
    modules = sum(sum(module_counts(row)) for row in ROWS.values())
    total = count(on_meta(googlenet, COLOUR, 1000))
    assert total == stem + modules + 1024 * 1000 + 1000 == 6_998_552
    printed = 2.7 + 112 + sum(row[8] for row in ROWS.values()) + 1000  # units of 1024
    assert round(printed) == 6798
    assert total / 1024 == pytest.approx(printed, rel=0.006)


def test_its_multiply_adds_are_those_of_table_1():
    network = on_meta(googlenet, COLOUR, 1000)
    costs = {}
    for name, row in ROWS.items():
        part = network.get_submodule(
            f"{'low' if name < '4b' else 'middle' if name < '4e' else 'high'}.inception_{name}"
        )
        with FlopCounterMode(display=False) as counter:
            y = part(torch.empty(1, row[0], row[7], row[7], device="meta"))
        assert y.shape == (1, row[1] + row[3] + row[5] + row[6], row[7], row[7])
        costs[name] = counter.get_total_flops() // 2
        assert costs[name] == module_counts(row)[0] * row[7] ** 2
        assert costs[name] / 1e6 == pytest.approx(row[9], abs=3 if name == "5a" else 0.7)
    total = multiply_adds(googlenet, COLOUR, 1000)
    assert total == 1_582_671_872
    first = 112 * 112 * 7 * 7 * 3 * 64  # 118 M; the paper prints 34
    assert (total - first) / 1e6 + 34 == pytest.approx(1502, rel=0.003)


def test_the_auxiliary_heads_stand_behind_4a_and_4d():
    network = on_meta(googlenet, COLOUR, 1000, heads=True)
    per_head = [128 * w + 128 + 4 * 4 * 128 * 1024 + 1024 + 1024 * 1000 + 1000 for w in (512, 528)]
    assert count(network) == 6_998_552 + sum(per_head)
    answers = network.answers(torch.empty(2, 3, 224, 224, device="meta"))
    assert [tuple(y.shape) for y in answers] == [(2, 1000)] * 3
    dropouts = [m for m in network.modules() if isinstance(m, KeyedDropout)]
    assert [(m.share, m.layer) for m in dropouts] == [(0.4, 0), (0.7, 1), (0.7, 2)]


def test_heads_answer_beside_the_network_and_are_trained_by_their_own_loss():
    torch.manual_seed(0)
    network = googlenet(PictureInput(channels=1, side=79), 3, heads=True, dropout=0.0)
    x = torch.randn(2, 1, 79, 79)
    answer, *halfway = network.answers(x)
    assert torch.equal(answer, network(x))
    assert [y.shape for y in halfway] == [(2, 3), (2, 3)]
    sum(y.square().sum() for y in (answer, *halfway)).backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_without_heads_there_is_one_answer():
    network = on_meta(googlenet, PictureInput(channels=1, side=31), 4)
    assert [y.shape for y in network.answers(torch.empty(1, 1, 31, 31, device="meta"))] == [(1, 4)]


def test_a_module_is_its_four_paths_side_by_side():
    torch.manual_seed(0)
    module = inception(6, (1, 2, 3, 4, 5, 7)).eval()
    one, three, five, pool = module.paths
    x = torch.randn(2, 6, 5, 5)
    assert torch.equal(module(x), torch.cat((one(x), three(x), five(x), pool(x)), dim=1))
    kernels = [
        [c.kernel_size[0] for c in p.modules() if type(c) is nn.Conv2d] for p in module.paths
    ]
    assert kernels == [[1], [1, 3], [1, 5], [1]]
    assert torch.equal(pool(x), pool[1](nn.functional.max_pool2d(x, 3, 1, 1)))


def test_paths_are_joined_in_their_order():
    x = torch.randn(1, 2, 3, 3)
    assert torch.equal(Paths(nn.Identity(), nn.ReLU())(x), torch.cat((x, x.relu()), dim=1))


@pytest.mark.parametrize(
    ("make", "side", "words"),
    [
        (googlenet, 30, "side must be 31 pixels or more for googlenet; got 30"),
        (googlenet_small, 7, "side must be 8 pixels or more for googlenet_small; got 7"),
    ],
)
def test_a_picture_that_pools_to_nothing_is_refused(make, side, words):
    with pytest.raises(SettingError, match=words):
        make(PictureInput(channels=3, side=side), 10)
    network = on_meta(make, PictureInput(channels=3, side=side + 1), 10)
    assert network(torch.empty(2, 3, side + 1, side + 1, device="meta")).shape == (2, 10)


def test_heads_need_a_larger_picture():
    with pytest.raises(SettingError, match="79 pixels or more for googlenet with auxiliary heads"):
        googlenet(PictureInput(channels=3, side=78), 10, heads=True)


@pytest.mark.parametrize(("side", "channels"), [(8, 1), (28, 1), (33, 3), (64, 3)])
def test_the_small_form_takes_any_side_from_8(side, channels):
    network = small(side, channels, outputs=7)
    assert network(torch.randn(2, channels, side, side)).shape == (2, 7)


def test_the_small_form_is_affordable():
    shape = PictureInput(channels=3, side=32)
    assert multiply_adds(googlenet_small, shape, 10) == 25_334_272
    assert count(on_meta(googlenet_small, shape, 10)) == 387_962


def test_gradients_reach_every_parameter_and_the_start_is_repeatable():
    network, again = small(), small().state_dict()
    assert all(torch.equal(value, again[name]) for name, value in network.state_dict().items())
    network(torch.randn(4, 3, 32, 32)).square().sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in network.parameters())


def test_kernels_start_with_variance_2_over_inputs():
    torch.manual_seed(0)
    weight = googlenet(COLOUR, 10).stem[4][0].weight
    assert weight.var().item() == pytest.approx(2 / (64 * 9), rel=0.02)


@pytest.mark.slow
def test_it_fits_16_pictures():
    network = small(dropout=0.1)
    x, y = torch.randn(16, 3, 16, 16), torch.arange(16) % 10
    steps = torch.optim.Adam(network.parameters(), lr=0.01)
    losses = []
    for _ in range(25):
        steps.zero_grad()
        loss = nn.functional.cross_entropy(network(x), y)
        loss.backward()
        steps.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] / 10


def test_it_can_be_taken_apart():
    network = small()
    rows = anatomy(network, {"pictures": torch.randn(2, 3, 32, 32)}, lambda y: y.sum())
    assert sum(row.parameters for row in rows) == count(network)
    assert next(row.shape for row in rows if row.kind == "mean")[0] == network.affine.in_features
    assert sum(row.kind == "cat" for row in rows) == 9


def test_the_paper_form_can_be_taken_apart():
    torch.manual_seed(0)
    network = googlenet(PictureInput(channels=3, side=32), 10).eval()
    rows = anatomy(network, {"pictures": torch.randn(1, 3, 32, 32)})
    assert [row.kind for row in rows].count("LocalResponseNorm") == 2
    assert sum(row.parameters for row in rows) == count(network)


def test_weights_load_into_a_fresh_one_which_answers_alike():
    network, fresh = small(dropout=0.5), small(dropout=0.5)
    with torch.no_grad():
        network(torch.randn(8, 3, 32, 32))  # moves the running means
        network.affine.weight.mul_(2)
    fresh.load_state_dict(network.state_dict())
    network.eval()
    x = torch.randn(2, 3, 32, 32)
    assert torch.equal(network(x), network(x))
    torch.testing.assert_close(fresh.eval()(x), network(x))
    channels_last = x.to(memory_format=torch.channels_last)
    torch.testing.assert_close(network(channels_last), network(x), rtol=1e-3, atol=1e-4)
