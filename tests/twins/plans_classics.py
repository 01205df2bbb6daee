"""Plans of LeNet, AlexNet, VGG, ResNet and MobileNet, small forms, by hand from the reference."""

import numpy as np

from netwright.models._lenet import TABLE
from netwright.reference.activations import relu, relu6, scaled_tanh
from netwright.reference.layers import (
    convolution,
    depthwise_separable_block,
    global_average_pool,
    inverted_residual_block,
    max_pool,
    padded_shortcut,
    projected_residual_block,
    residual_block,
    subsampling,
)


def lenet5(plan, make, given):
    """Two convolutions with pools, one that sees all, two affine layers."""
    for number in range(3):
        border = 2 if number == 0 and make.shape.side < 32 else 0
        plan.convolution(5 if number < 2 else plan.x.shape[2], biased=True, padding=border)
        plan.does(relu)
        if number < 2:
            plan.does(max_pool, kernel=2, stride=2)
    plan.flatten()
    plan.affine()
    plan.does(relu)
    plan.affine()


def lenet5_of_the_paper(plan, make, given):
    """C1, S2, C3 of some maps each, S4, C5, F6, and a distance to fixed codes."""
    plan.convolution(5, biased=True, padding=2)
    plan.does(scaled_tanh)
    plan.does(subsampling, *plan.take(2))
    plan.does(scaled_tanh)
    kernels = [plan.take(2) for _ in range(3)]  # of the maps that take 3, 4 and 6
    rows = [(kernel, bias) for group in kernels for kernel, bias in zip(*group, strict=True)]
    maps = [
        convolution.forward(plan.x[:, list(taken)], kernel[np.newaxis], bias[np.newaxis])[0]
        for taken, (kernel, bias) in zip(TABLE, rows, strict=True)
    ]
    plan.x = np.concatenate(maps, axis=1)
    plan.does(scaled_tanh)
    plan.does(subsampling, *plan.take(2))
    plan.does(scaled_tanh)
    plan.convolution(plan.x.shape[2], biased=True, padding=0)
    plan.does(scaled_tanh)
    plan.flatten()
    plan.affine()
    plan.does(scaled_tanh)
    codes = plan.fixed["head.3.weight"]
    distances = ((plan.x[:, np.newaxis] - codes) ** 2).sum(axis=2)
    plan.x = (plan.x**2).sum(axis=1, keepdims=True) + codes.shape[1] - distances


def alexnet(plan, make, given):
    """Five convolutions, the second, fourth and fifth in two groups, overlapping pools."""
    for number, (reach, groups) in enumerate(((5, 1), (5, 2), (3, 1), (3, 2), (3, 2))):
        plan.normed(reach, groups=groups)
        if number in (0, 1, 4):
            plan.does(max_pool, kernel=3, stride=2)
    plan.flatten()
    for _ in range(2):
        plan.affine()
        plan.does(relu)
    plan.affine()


def vgg11(plan, make, given):
    """Table 1, column A, with norms, and pools that round up."""
    for depth in (1, 1, 2, 2, 2):
        for _ in range(depth):
            plan.normed(3)
        plan.does(max_pool, kernel=2, stride=2, ceil_mode=True)
    plan.flatten()
    plan.affine()


def resnet20(plan, make, given):
    """Three stages of three blocks; padded shortcuts where a stage begins."""
    plan.normed(3)
    for stage in range(3):
        for block in range(3):
            if stage and block == 0:
                short, _ = padded_shortcut.forward(plan.x, more=plan.x.shape[1], stride=2)
                plan.normed(3, stride=2)
                plan.normed(3, None)
                plan.x = relu.forward(plan.x + short)[0]
            else:
                plan.does(residual_block, *plan.take(6))
    plan.does(global_average_pool)
    plan.affine()


def resnet18(plan, make, given):
    """Four stages of two blocks; a 1x1 kernel beside the path where a stage begins."""
    plan.normed(3)
    for stage in range(4):
        for block in range(2):
            if stage and block == 0:
                plan.does(projected_residual_block, *plan.take(9), stride=2)
            else:
                plan.does(residual_block, *plan.take(6))
    plan.does(global_average_pool)
    plan.affine()


def resnet50(plan, make, given):
    """Bottlenecks, 3, 4, 6 and 3; the first of each stage has a 1x1 kernel beside its path."""
    plan.normed(3)
    for stage, count in enumerate((3, 4, 6, 3)):
        for block in range(count):
            x, stride = plan.x, 2 if stage and block == 0 else 1
            plan.normed(1, stride=stride)
            plan.normed(3)
            plan.normed(1, None)
            path, plan.x = plan.x, x
            if block == 0:
                plan.normed(1, None, stride=stride)
            plan.x = relu.forward(path + plan.x)[0]
    plan.does(global_average_pool)
    plan.affine()


def mobilenet_v1(plan, make, given):
    """1, 2, 2, 6 and 2 separable blocks, the side halved where a stage but the first begins."""
    plan.normed(3)
    for stage, count in enumerate((1, 2, 2, 6, 2)):
        for block in range(count):
            stride = 2 if stage and block == 0 else 1
            plan.does(depthwise_separable_block, *plan.take(6), stride=stride)
    plan.does(global_average_pool)
    plan.affine()


def mobilenet_v2(plan, make, given):
    """A block that does not expand, 16 that do, and a wide 1x1 convolution."""
    plan.normed(3, relu6)
    x = plan.x
    plan.normed(3, relu6, groups=x.shape[1])
    plan.normed(1, None)
    if plan.x.shape == x.shape:
        plan.x = plan.x + x
    for count, stride in ((2, 2), (3, 2), (4, 2), (3, 1), (3, 2), (1, 1)):  # table 2
        for block in range(count):
            plan.does(inverted_residual_block, *plan.take(9), stride=1 if block else stride)
    plan.normed(1, relu6)
    plan.does(global_average_pool)
    plan.affine()


PLANS = {
    "lenet5": lenet5,
    "lenet5 of the paper": lenet5_of_the_paper,
    "alexnet": alexnet,
    "vgg11": vgg11,
    "resnet20": resnet20,
    "resnet18": resnet18,
    "resnet50": resnet50,
    "mobilenet-v1": mobilenet_v1,
    "mobilenet-v2": mobilenet_v2,
}
