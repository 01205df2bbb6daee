"""The plan of every network, written down again by hand in equations of the reference.

``test_whole_networks.py`` asks the network itself what its layers are, so it would follow a network
whose layers are in a wrong order. Here only the parameters come from it, one after the other, and
each must be used up: what the docstrings in ``models`` promise is what is computed. The plans are
in ``plans.py``, ``plans_classics.py`` and ``plans_modules.py``.
"""

import numpy as np
import pytest
import torch

from netwright.models import PictureInput, Size
from netwright.models._lenet import lenet5
from twins import plans, plans_classics, plans_modules, walks
from twins.test_whole_networks import TINY, WIDE, batch, gap, moved

WITHIN = 1e-12  # relative to the largest output; float64
PLANS = {**plans.PLANS, **plans_classics.PLANS, **plans_modules.PLANS}


class Paper:
    """LeNet-5 as its paper has it, which no row of the table builds."""

    name, shape, size = "lenet5 of the paper", PictureInput(channels=1, side=28), Size()

    def __call__(self):
        return lenet5(self.shape, 10)

    def __str__(self):
        return self.name


def planned():
    """All networks; of those of papers a small form of each family."""
    made = walks.networks(widths=(TINY, WIDE), dropout=0.0)
    return [*made, Paper()]


@pytest.mark.parametrize("make", planned(), ids=str)
def test_a_network_computes_what_its_plan_says(make, record_property):
    rng = np.random.default_rng(0)
    network = moved(make, rng)
    given = batch(network, make.shape, rng)
    several = make.size.members > 1 and make.name != "mlp"
    answers = []
    for one in network.networks if several else [network]:
        plan = plans.Plan(next(iter(given.values())).numpy(), one)
        PLANS[make.name](plan, make, given)
        assert not plan.left, "parameters that the plan does not know"
        answers.append(plan.x)
    with torch.no_grad():
        y = network(**given).numpy()
    worst = gap(y, np.stack(answers, axis=1) if several else answers[0])
    record_property("worst", float(worst))
    assert worst < WITHIN


def test_every_network_has_a_plan():
    assert {make.name for make in planned()} == set(PLANS)
