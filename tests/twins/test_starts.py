"""Every parameter of every network begins where an initialiser of the reference says it does."""

import numpy as np
import pytest
from torch import nn

from netwright.models import Mlp
from twins import starts, walks
from twins.rows_initialisers import seeded
from twins.test_twins import ROWS

SEED = 3


def without_start(make):
    """Parameters that do not begin where the reference says, or whose initialiser has no row."""
    model = seeded(SEED, make)
    planned = {begun.draw.name: begun.by for begun in starts.plan(model)}
    values = starts.begin(model, SEED)
    wrong = set(values) - set(dict(model.named_parameters()))
    for name, parameter in model.named_parameters():
        owner, _, leaf = name.rpartition(".")
        part = model.get_submodule(owner)
        if leaf == "weight" and isinstance(part, nn.BatchNorm1d | nn.BatchNorm2d):
            found, wanted, stands = parameter, np.ones(parameter.shape), True  # a norm's gain
        else:
            kinds = {type(model), *(type(part) for part in _along(model, owner))}
            stands = any(r.reference is planned.get(name) and r.other in kinds for r in ROWS)
            found, wanted = parameter, values.get(name, np.nan)
        if not stands or not np.allclose(found.detach().numpy(), wanted, rtol=0, atol=1e-13):
            wrong.add(name)
    return wrong


def _along(model, path):
    """The parts on the way to one."""
    names = path.split(".")
    return [model.get_submodule(".".join(names[: i + 1])) for i in range(len(names))]


def planned():
    """All networks of ours; starts of those of papers are tested in tests/models."""
    return [make for make in walks.networks() if make.name not in walks.CLASSIC]


@pytest.mark.parametrize("make", planned(), ids=str)
def test_every_parameter_of_every_network_begins_where_a_row_says(make):
    assert without_start(make) == set()


def test_another_start_and_a_parameter_more_are_noticed():
    class Odd(Mlp):
        def __init__(self):
            super().__init__(walks.PICTURES[0], 3, hidden=(4,))
            nn.init.zeros_(self.layers[0].bias)
            self.odd = nn.Parameter(self.layers[0].bias.detach() + 1)

    assert without_start(Odd) >= {"layers.0.bias", "odd"}
