"""The plan of every network, written down again by hand in equations of the reference.

``test_whole_networks.py`` asks the network itself what its layers are, so it would follow a network
whose layers are in a wrong order. Here only the parameters come from it, one after the other, and
each must be used up: what the docstrings in ``models`` promise is what is computed.
"""

import numpy as np
import pytest
import torch

from netwright.models import PictureInput
from netwright.reference.activations import mish, relu
from netwright.reference.layers import (
    affine,
    batch_norm,
    convolution,
    embedding,
    global_average_pool,
    max_pool,
    members,
    projected_residual_block,
    residual_block,
    waves,
)
from netwright.reference.operations import repeat
from netwright.reference.preparation import one_hot
from twins import walks
from twins.test_whole_networks import TINY, WIDE, batch, gap, moved

WITHIN = 1e-12  # relative to the largest output; float64


class Plan:
    """Values on their way through a network whose parameters are handed out in order."""

    def __init__(self, x, network):
        self.x = x
        self.left = [p.detach().numpy() for p in network.parameters()]

    def take(self, count=1):
        taken, self.left = self.left[:count], self.left[count:]
        return taken

    def does(self, equation, *weights, **settings):
        self.x, _ = equation.forward(self.x, *weights, **settings)

    def affine(self, *, biased=True):
        (weight,) = self.take()
        self.does(affine, weight.T, *(self.take() if biased else [np.zeros(len(weight))]))

    def convolution(self, reach, *, biased, padding):
        (kernel,) = self.take()
        assert kernel.shape[2:] == (reach, reach)
        bias = self.take() if biased else [np.zeros(len(kernel))]
        self.does(convolution, kernel, *bias, padding=padding)

    def norm(self):
        self.does(batch_norm, *self.take(2))


def logistic(plan, make, given):
    if isinstance(make.shape, PictureInput):
        plan.x = plan.x.reshape(len(plan.x), -1)
        return plan.affine()
    weight, bias, *codes = plan.take(len(plan.left))
    columns = next(reversed(given.values())).numpy().T
    plan.x = plan.x @ weight.T + bias
    for column, table in zip(columns, codes, strict=True):
        plan.x = plan.x + one_hot.forward(column, classes=len(table)) @ table
    return None


def mlp(plan, make, given):
    plan.x = plan.x.reshape(len(plan.x), -1)
    bend = relu
    if not isinstance(make.shape, PictureInput):
        bend = mish
        rows_of_a_table(plan, make.shape, given)
    many = make.size.members
    if many > 1:
        plan.does(repeat, times=many)
    for layer in range(3):
        if many > 1:
            plan.does(members, *plan.take(2))
        else:
            plan.affine()
        if layer < 2:
            plan.does(bend)


def rows_of_a_table(plan, shape, given):
    """Numbers, waves, one-hot codes of 16 or fewer, vectors for the rest."""
    parts = [plan.x]
    codes = next(reversed(given.values())).numpy().T
    if shape.numbers:
        parts.append(waves.forward(plan.x, *plan.take(4))[0])
    sized = list(zip(codes, shape.sizes, strict=True))
    parts += [one_hot.forward(column, classes=size) for column, size in sized if size <= 16]
    for column, size in sized:
        if size > 16:
            parts.append(embedding.forward(*plan.take(), column)[0])
    plan.x = np.concatenate(parts, axis=1)


def convnet(plan, make, given):
    side, small = make.shape.side, make.shape.side < 16
    reaches = [3, 3] if small else [5, 3, 3, 3]
    for number, reach in enumerate(reaches):
        if number and not small and plan.x.shape[2] < 8:
            break
        pooled_stage(plan, reach, small=small, padding=reach // 2 if side < 24 else 0)
    if make.size.width > 1:
        pooled_stage(plan, 3, small=small, padding=1)
    plan.x = plan.x.reshape(len(plan.x), -1)
    plan.affine(biased=small)
    if not small:
        plan.norm()
    plan.does(relu)
    plan.affine()


def pooled_stage(plan, reach, *, small, padding):
    plan.convolution(reach, biased=small, padding=padding)
    plan.does(max_pool, kernel=2, stride=2)
    if not small:
        plan.norm()
    plan.does(relu)


def resnet(plan, make, given):
    plan.convolution(3, biased=False, padding=1)
    plan.norm()
    plan.does(relu)
    for stage in range(3):
        for block in range(3):
            if stage and block == 0:
                plan.does(projected_residual_block, *plan.take(9), stride=2, pooled=True)
            else:
                plan.does(residual_block, *plan.take(6))
    plan.does(global_average_pool)
    plan.affine()


PLANS = {"logistic": logistic, "mlp": mlp, "convnet": convnet, "resnet": resnet}


def planned():
    """All networks of ours; those of papers are held to other people's forms in tests/models."""
    made = walks.networks(widths=(TINY, WIDE), dropout=0.0)
    return [make for make in made if make.name not in walks.CLASSIC]


@pytest.mark.parametrize("make", planned(), ids=str)
def test_a_network_computes_what_its_plan_says(make, record_property):
    rng = np.random.default_rng(0)
    network = moved(make, rng)
    given = batch(network, make.shape, rng)
    plan = Plan(next(iter(given.values())).numpy(), network)
    PLANS[make.name](plan, make, given)
    with torch.no_grad():
        y = network(**given).numpy()
    worst = gap(y, plan.x)
    record_property("worst", float(worst))
    assert worst < WITHIN
    assert not plan.left, "parameters that the plan does not know"
