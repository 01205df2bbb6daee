"""Plans of networks of modules and cells, small forms, in equations of the reference.

A chain of an Inception module is a line: "1 3x1 3/2" is a 1x1, a 3x1 and, by 2, a 3x3 kernel, and
"(1x3|3x1)" are two side by side. A sum of a NASNet cell is an operation and its state, twice: 0 is
h, 1 is p, 2 to 6 are the sums.
"""

import numpy as np

from netwright.reference.activations import relu
from netwright.reference.layers import (
    average_pool,
    batch_norm,
    convolution,
    global_average_pool,
    max_pool,
)


def branches(plan, *chains):
    """Several ways from one map, joined by channels."""
    x, parts = plan.x, []
    for chain in chains:
        plan.x = x
        for step in chain.split():
            take_step(plan, step)
        parts.append(plan.x)
    plan.x = np.concatenate(parts, axis=1)


def take_step(plan, step):
    if step.startswith("("):
        return branches(plan, *step.strip("()").split("|"))
    what, _, stride = step.partition("/")
    if what == "max":
        return plan.does(max_pool, kernel=3, stride=int(stride or 1), padding=1)
    high, _, wide = what.partition("x")
    return plan.normed((int(high), int(wide or high)), stride=int(stride or 1))


def googlenet(plan, make, given):
    plan.normed(3)
    plan.does(max_pool, kernel=3, stride=2, ceil_mode=True)
    plan.normed(3)
    for module in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"):
        if module in ("4a", "5a"):
            plan.does(max_pool, kernel=3, stride=2, ceil_mode=True)
        branches(plan, "1", "1 3", "1 5", "max 1")
    plan.does(global_average_pool)
    plan.affine()


def inception_factorised(plan, make, given):
    doubled = ("1", "1 3", "1 3 3", "max 1")
    crossed = ("1", "1 1x5 5x1", "1 5x1 1x5 5x1 1x5", "max 1")
    expanded = ("1", "1 (1x3|3x1)", "1 3 (1x3|3x1)", "max 1")
    halving = ("1 3/2", "1 3 3/2", "max/2")
    plan.normed(3)
    plan.does(max_pool, kernel=3, stride=2, padding=1)
    plan.normed(3)
    for module in (doubled, doubled, halving, crossed, crossed, halving, expanded):
        branches(plan, *module)
    plan.does(global_average_pool)
    plan.affine()


def inception_residual(plan, make, given):
    plan.normed(3)
    plan.does(max_pool, kernel=3, stride=2, padding=1)
    plan.normed(3)
    a, b, c = ("1", "1 3", "1 3 3"), ("1", "1 1x7 7x1"), ("1", "1 1x3 3x1")
    reduction = ("3/2", "1 3 3/2", "max/2")
    for module in (a, a, reduction, b, b, reduction, c, c):
        x = plan.x
        branches(plan, *module)
        if module is not reduction:
            plan.convolution(1, biased=True, padding=0)
            plan.x = relu.forward(x + 0.2 * plan.x)[0]
    plan.does(global_average_pool)
    plan.affine()


NORMAL = ("sep5 0 sep3 1", "sep5 1 sep3 1", "avg 0 same 1", "avg 1 avg 1", "sep3 0 same 0")
REDUCTION = ("sep5 0 sep7 1", "max 0 sep7 1", "avg 0 sep5 1", "avg 2 same 3", "sep3 2 max 0")


def nasnet_a(plan, make, given):
    """One normal cell, a reduction and a normal cell, twice."""
    plan.normed(3, None, stride=2)
    h = p = plan.x
    for cell in (NORMAL, REDUCTION, NORMAL, REDUCTION, NORMAL):
        p, h = h, cell_of(plan, cell, h, p)
    plan.x = relu.forward(h)[0]
    plan.does(global_average_pool)
    plan.affine()


def cell_of(plan, sums, h, p):
    """The cell's answer, from the newer and the older of the answers before."""
    width = len(plan.left[0])
    states = [bent(plan, h), before(plan, h, p, width)]
    sums = [(a, int(i), b, int(j)) for a, i, b, j in map(str.split, sums)]
    lefts = [plan.take(8 if a.startswith("sep") else 0) for a, *_ in sums]
    rights = [plan.take(8 if b.startswith("sep") else 0) for _, _, b, _ in sums]
    by = 2 if len(sums) and sums[1][0] == "max" else 1
    for (a, i, b, j), left, right in zip(sums, lefts, rights, strict=True):
        one = operation(a, states[i], left, by if i < 2 else 1)
        states.append(one + operation(b, states[j], right, by if j < 2 else 1))
    return np.concatenate(states[3:] if by == 2 else states[1:], axis=1)


def bent(plan, x):
    """ReLU, 1x1 kernel, norm."""
    plan.x = relu.forward(x)[0]
    plan.normed(1, None)
    return plan.x


def before(plan, h, p, width):
    """The older answer at the cell's width; of twice the side, by two shifted kernels."""
    if p.shape[2] == h.shape[2]:
        return p if p.shape[1] == width else bent(plan, p)
    x = relu.forward(p)[0]
    even, odd, gain, bias = plan.take(4)
    shifted = np.pad(x, ((0, 0), (0, 0), (0, 1), (0, 1)))[:, :, 1:, 1:]
    none = np.zeros(len(even))
    pair = ((x, even), (shifted, odd))
    halves = [convolution.forward(part, kernel, none, stride=2)[0] for part, kernel in pair]
    return batch_norm.forward(np.concatenate(halves, axis=1), gain, bias)[0]


def operation(name, x, weights, stride):
    if name == "same":
        return x
    if name == "max":
        return max_pool.forward(x, kernel=3, stride=stride, padding=1)[0]
    if name == "avg":
        settings = {"kernel": 3, "stride": stride, "padding": 1, "count_padding": False}
        return average_pool.forward(x, **settings)[0]
    for depthwise, pointwise, gain, bias in (weights[:4], weights[4:]):
        x, none = relu.forward(x)[0], np.zeros(len(depthwise))
        settings = {"stride": stride, "padding": depthwise.shape[2] // 2, "groups": len(depthwise)}
        x = convolution.forward(x, depthwise, none, **settings)[0]
        x = convolution.forward(x, pointwise, np.zeros(len(pointwise)))[0]
        x, stride = batch_norm.forward(x, gain, bias)[0], 1
    return x


PLANS = {
    "googlenet": googlenet,
    "inception-factorised": inception_factorised,
    "inception-residual": inception_residual,
    "nasnet-a": nasnet_a,
}
