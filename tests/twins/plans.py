"""Plans of the networks that are ours, written by hand in equations of the reference.

A plan takes a network's parameters one after the other, and nothing else of it.
"""

import numpy as np

from netwright.models import PictureInput
from netwright.reference.activations import gelu, mish, relu
from netwright.reference.layers import (
    affine,
    batch_norm,
    convolution,
    embedding,
    global_average_pool,
    global_max_pool,
    max_pool,
    members,
    projected_residual_block,
    residual_block,
    waves,
)
from netwright.reference.operations import repeat
from netwright.reference.preparation import one_hot


class Plan:
    """Values on their way through a network whose parameters are handed out in order."""

    def __init__(self, x, network):
        self.x = x
        self.left = [p.detach().numpy() for p in network.parameters()]
        self.fixed = {name: b.numpy() for name, b in network.named_buffers()}  # not trained

    def take(self, count=1):
        taken, self.left = self.left[:count], self.left[count:]
        return taken

    def does(self, equation, *weights, **settings):
        self.x, _ = equation.forward(self.x, *weights, **settings)

    def affine(self, *, biased=True):
        (weight,) = self.take()
        self.does(affine, weight.T, *(self.take() if biased else [np.zeros(len(weight))]))

    def convolution(self, reach, *, biased, padding, **settings):
        (kernel,) = self.take()
        assert kernel.shape[2:] == (reach if isinstance(reach, tuple) else (reach, reach))
        bias = self.take() if biased else [np.zeros(len(kernel))]
        self.does(convolution, kernel, *bias, padding=padding, **settings)

    def norm(self):
        self.does(batch_norm, *self.take(2))

    def normed(self, reach, bend=relu, **settings):
        """A convolution that keeps its borders, a norm, a bend where there is one."""
        high, wide = reach if isinstance(reach, tuple) else (reach, reach)
        self.convolution((high, wide), biased=False, padding=(high // 2, wide // 2), **settings)
        self.norm()
        if bend is not None:
            self.does(bend)

    def flatten(self):
        self.x = self.x.reshape(len(self.x), -1)


def logistic(plan, make, given):
    if isinstance(make.shape, PictureInput):
        plan.flatten()
        return plan.affine()
    weight, bias, *codes = plan.take(len(plan.left))
    columns = next(reversed(given.values())).numpy().T
    plan.x = plan.x @ weight.T + bias
    for column, table in zip(columns, codes, strict=True):
        plan.x = plan.x + one_hot.forward(column, classes=len(table)) @ table
    return None


def mlp(plan, make, given):
    plan.flatten()
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
    plan.flatten()
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
    plan.normed(3)
    for stage in range(3):
        for block in range(3):
            if stage and block == 0:
                plan.does(projected_residual_block, *plan.take(9), stride=2, pooled=True)
            else:
                plan.does(residual_block, *plan.take(6))
    plan.does(global_average_pool)
    plan.affine()


def speedrun(plan, make, given):
    kernel = plan.fixed["whitening.weight"]
    plan.does(convolution, kernel, np.zeros(len(kernel)))
    plan.does(gelu)
    for _ in range(3):
        plan.convolution(3, biased=False, padding=1)
        if plan.x.shape[2] >= 4:
            plan.does(max_pool, kernel=2, stride=2)
        plan.norm()
        plan.does(gelu)
        plan.convolution(3, biased=False, padding=1)
        plan.norm()
        plan.does(gelu)
    plan.does(global_max_pool)
    plan.affine(biased=False)
    plan.x = plan.x / 9


def embedder(plan, make, given):
    """Convolution, pool, norm and bend until the map is narrower than 8; affine, norm."""
    for stage in range(4):
        if stage and plan.x.shape[2] < 8:
            break
        plan.convolution(3, biased=False, padding=1)
        plan.does(max_pool, kernel=2, stride=2)
        plan.norm()
        plan.does(relu)
    plan.flatten()
    plan.affine(biased=False)
    plan.norm()


PLANS = {
    "embedder": embedder,
    "logistic": logistic,
    "mlp": mlp,
    "convnet": convnet,
    "resnet": resnet,
    "speedrun": speedrun,
}
