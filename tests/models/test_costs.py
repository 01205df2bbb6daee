"""The numbers that are written down, counted again on the meta device."""

import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from netwright.models import COSTS, NETWORKS, make_network, stated


def test_every_network_has_its_cost_in_the_order_of_the_table():
    assert list(COSTS) == list(NETWORKS)


@pytest.mark.parametrize("name", NETWORKS)
def test_costs_are_what_is_counted_at_the_stated_input(name):
    row = NETWORKS[name]
    shape, classes, source = stated(row)
    counter = FlopCounterMode(display=False)
    with torch.device("meta"), torch.no_grad(), counter:
        make = row.paper.make if row.paper else lambda *given: make_network(name, *given)
        network = make(shape, classes).eval()
        output = network(torch.empty(1, shape.channels, shape.side, shape.side))
    assert output.shape[0] == 1
    assert output.dim() == (2 if row.gives == "classes" else 4)
    assert row.gives == "boxes" or output.shape[1] == classes
    assert COSTS[name].parameters == sum(p.numel() for p in network.parameters())
    assert COSTS[name].multiply_adds == counter.get_total_flops() / 2
    assert (source == "ours") is (row.paper is None)


def test_a_network_of_ours_is_stated_for_small_pictures():
    shape, classes, source = stated(NETWORKS["convnet"])
    assert (shape.channels, shape.side, classes, source) == (3, 32, 10, "ours")
