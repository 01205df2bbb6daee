import copy

import pytest
import torch

from netwright.models import (
    NETWORKS,
    Ensemble,
    KeyedDropout,
    PictureInput,
    Size,
    TableInput,
    make_network,
    seek_dropout,
)
from netwright.objectives import cross_entropy

SHAPE = PictureInput(channels=3, side=16)


def made(name="convnet", **size):
    torch.manual_seed(0)
    return make_network(name, SHAPE, 4, Size(width=0.1, members=3, **size))


SMALL = [n for n, row in NETWORKS.items() if row.least <= 16 and row.gives == "classes"]


@pytest.mark.parametrize("name", SMALL)
def test_every_network_has_members(name):
    network = made(name)
    assert isinstance(network, Ensemble) is (name != "mlp")
    assert network(torch.randn(2, 3, 16, 16)).shape == (2, 3, 4)


def test_a_member_answers_as_it_does_alone():
    network = made().eval()
    x = torch.randn(5, 3, 16, 16)
    whole = network(x)
    for number, alone in enumerate(network.networks):
        assert torch.equal(whole[:, number], alone(x))
    starts = [member.features[0].weight for member in network.networks]
    assert not torch.equal(starts[0], starts[1])


def test_each_learns_as_if_it_were_alone():
    """The mean over members is a sum of parts that share no weight: each slope is a third."""
    network = made()
    alone = copy.deepcopy(network.networks[1])
    x, labels = torch.randn(6, 3, 16, 16), torch.arange(6) % 4
    cross_entropy(network(x), labels).backward()
    cross_entropy(alone(x), labels).backward()
    pairs = zip(network.networks[1].parameters(), alone.parameters(), strict=True)
    for mine, theirs in pairs:
        torch.testing.assert_close(3 * mine.grad, theirs.grad, rtol=1e-4, atol=1e-6)


def test_no_two_members_drop_the_same_units():
    network = made(dropout=0.5)
    dropouts = [part for part in network.modules() if isinstance(part, KeyedDropout)]
    assert [layer.layer for layer in dropouts] == list(range(6))
    seek_dropout(dropouts, seed=0, step=3)
    masks = [tuple(layer(torch.ones(40)).tolist()) for layer in dropouts]
    assert len(set(masks)) == 6


def test_rows_of_a_table_have_members_too():
    shape = TableInput(numbers=2, sizes=(3,))
    network = make_network("logistic", shape, 4, Size(members=2, init="he"))
    assert isinstance(network, Ensemble)
    numbers, codes = torch.randn(5, 2), torch.randint(3, (5, 1))
    whole = network(numbers, codes)
    assert whole.shape == (5, 2, 4)
    assert torch.equal(whole[:, 1], network.networks[1](numbers, codes))


def test_members_have_the_named_activation_and_start():
    network = made(activation="tanh", init="zero")
    kinds = {type(part).__name__ for part in network.modules()}
    assert "Tanh" in kinds
    assert "ReLU" not in kinds
    assert not any(member.features[0].weight.any() for member in network.networks)
