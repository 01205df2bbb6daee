"""The layers of torch that networks are built of, whole networks of affine layers, and the rest.

Rows elsewhere compare with torch's functions; these with the very classes that stand in networks,
with weights of the case in the place of their own.
"""

import itertools

import torch
from torch import nn
from torch.func import functional_call
from torch.nn import functional

from netwright.models import Logistic, Mlp, PictureInput, TableInput
from netwright.models._logistic import _Affine
from netwright.objectives import cross_entropy
from netwright.reference.activations import linear, mish, relu, tanh
from netwright.reference.initialisers import zero
from netwright.reference.layers import (
    affine,
    average_pool,
    batch_norm,
    batch_norm_inference,
    convolution,
    embedding,
    max_pool,
)
from netwright.reference.networks import l_layer, logistic_regression
from netwright.reference.operations import flatten, repeat
from netwright.reference.preparation import even_batches
from twins.harness import ROUNDING, Twin, by_torch, by_value

SAME = "float64 on both sides: numbers only move"
BENDS = {linear: lambda z: z, relu: functional.relu, tanh: torch.tanh}


def _row(reference, other, function, tolerance=1e-12, because=ROUNDING, **more):
    return Twin(
        reference=reference,
        other=other,
        run=by_torch(function),
        tolerance=tolerance,
        because=because,
        **more,
    )


def _affine_of(kind):
    def run(x, weight, bias):
        layer = kind(*weight.shape, dtype=torch.float64)
        return functional_call(layer, {"weight": weight.T, "bias": bias}, (x,))

    return run


def _convolution(x, kernel, bias, **settings):
    outputs, inputs, *sides = kernel.shape
    inputs *= settings.get("groups", 1)
    layer = nn.Conv2d(inputs, outputs, tuple(sides), dtype=torch.float64, **settings)
    return functional_call(layer, {"weight": kernel, "bias": bias}, (x,))


def _max_pool(x, kernel, stride, padding, ceil_mode):
    return nn.MaxPool2d(kernel, stride, padding, ceil_mode=ceil_mode)(x)


def _average_pool(x, kernel, stride, padding, ceil_mode, count_padding):
    return nn.AvgPool2d(kernel, stride, padding, ceil_mode, count_padding)(x)


def _norm(kind, *, training):
    def run(x, gain, bias, eps, mean=None, variance=None):
        weights = {"weight": gain, "bias": bias}
        if not training:
            weights |= {"running_mean": mean.detach(), "running_var": variance.detach()}
        layer = kind(x.shape[1], eps=eps, dtype=torch.float64).train(training)
        return functional_call(layer, weights, (x,))

    return run


def _with_axes(reference, axes):
    """Cases whose x has so many axes."""

    def case(rng):
        while True:
            given = reference.example(rng)
            if given["x"].ndim == axes:
                return given

    return case


def _at_least_two_axes(rng):
    return {"x": rng.normal(size=tuple(rng.integers(1, 4, size=rng.integers(2, 5))))}


def _embedding(table, tokens):
    layer = nn.Embedding(*table.shape, dtype=torch.float64)
    return functional_call(layer, {"weight": table}, (tokens,))


def _layers(network):
    """Run a network of affine layers, its weights and biases in lists."""

    def run(arguments, dy):
        def wanted(values):
            return [torch.tensor(value, requires_grad=True) for value in values]

        (x,), weights, biases = (
            wanted(values)
            for values in ([arguments["x"]], arguments["weights"], arguments["biases"])
        )
        y = network(x, weights, biases, arguments)
        y.backward(torch.as_tensor(dy))
        grads = {"weights": [w.grad for w in weights], "biases": [b.grad for b in biases]}
        return y.detach().numpy(), {"x": x.grad, **grads}

    return run


def _plain_layers(x, weights, biases, arguments):
    *hidden, last = zip(weights, biases, strict=True)
    for number, (weight, bias) in enumerate(hidden):
        x = BENDS[arguments.get("bend", relu)](functional.linear(x, weight.T, bias))
        if arguments["uniform"]:
            kept = torch.tensor(arguments["uniform"][number] >= arguments["dropped"])
            x = x * kept / (1 - arguments["dropped"])
    return functional.linear(x, last[0].T, last[1])


def _any_bend(rng):
    bend = list(BENDS)[int(rng.integers(len(BENDS)))]
    return {**l_layer.example(rng), "bend": bend}


def _mlp(x, weights, biases, arguments):
    """The fast path; its bend on pictures is ReLU, so a row is a picture of one pixel here."""
    shape = PictureInput(channels=x.shape[1], side=1)
    hidden = tuple(weight.shape[1] for weight in weights[:-1])
    network = Mlp(shape, weights[-1].shape[1], hidden=hidden).double()
    affine = [name for name, part in network.named_modules() if isinstance(part, nn.Linear)]
    places = {f"{n}.weight": w.T for n, w in zip(affine, weights, strict=True)}
    places |= {f"{n}.bias": b for n, b in zip(affine, biases, strict=True)}
    return functional_call(network, places, (x,))


def _without_dropout(rng):
    return {**l_layer.example(rng), "uniform": (), "dropped": 0.0}


def _bernoulli(x, labels, w, b):
    return functional.binary_cross_entropy_with_logits(x @ w + b, labels.to(x.dtype))


def _logistic(x, labels, w, b):
    """The fast path has a row of weights for each class; those of class 0 are zero here."""
    network = Logistic(TableInput(numbers=x.shape[1], sizes=()), 2).double()
    weights = {"affine.weight": torch.stack([0 * w, w]), "affine.bias": torch.stack([0 * b, b])}
    return cross_entropy(functional_call(network, weights, (x,)), labels)


def _copies(x, times):
    return x.unsqueeze(1).expand(-1, times, -1)


def _by_place(order, batch_size):
    """Every place of an epoch asks which batch it is in."""
    n = len(order)
    steps = next(s for s in range(1, n + 1) if s * batch_size >= n)
    while batch_size > 1 < steps and n // steps < 2:
        steps -= 1
    places = itertools.groupby(range(n), key=lambda place: ((place + 1) * steps - 1) // n)
    return [order[list(batch)] for _, batch in places]


ROWS = [
    _row(affine, nn.Linear, _affine_of(nn.Linear)),
    _row(affine, _Affine, _affine_of(_Affine)),
    _row(convolution, nn.Conv2d, _convolution),
    _row(max_pool, nn.MaxPool2d, _max_pool),
    _row(average_pool, nn.AvgPool2d, _average_pool),
    *(
        _row(reference, kind, _norm(kind, training=training), case=_with_axes(reference, axes))
        for reference, training in ((batch_norm, True), (batch_norm_inference, False))
        for kind, axes in ((nn.BatchNorm1d, 2), (nn.BatchNorm2d, 4))
    ),
    _row(embedding, nn.Embedding, _embedding),
    _row(relu, nn.ReLU, lambda x: nn.ReLU()(x), 0.0, SAME),
    _row(mish, nn.Mish, lambda x: nn.Mish()(x)),
    _row(flatten, nn.Flatten, lambda x: nn.Flatten()(x), 0.0, SAME, case=_at_least_two_axes),
    _row(repeat, torch.Tensor.expand, _copies, name="expand"),
    Twin(
        reference=l_layer,
        other=functional.linear,
        name="linear, layer by layer",
        run=_layers(_plain_layers),
        tolerance=1e-12,
        because=ROUNDING,
        case=_any_bend,
    ),
    Twin(
        reference=l_layer,
        other=Mlp,
        run=_layers(_mlp),
        tolerance=1e-12,
        because=ROUNDING,
        case=_without_dropout,
    ),
    _row(logistic_regression, functional.binary_cross_entropy_with_logits, _bernoulli),
    _row(logistic_regression, Logistic, _logistic),
    Twin(
        reference=even_batches,
        other=itertools.groupby,
        name="groupby: every place asks for its batch",
        run=by_value(_by_place),
        tolerance=0.0,
        because="whole numbers",
    ),
    *(
        Twin(
            reference=zero,
            other=kind,
            name=f"{kind.__name__} start of biases",
            run=lambda a, kind=kind: kind(a["outputs"]).bias.detach().numpy()[None],
            tolerance=0.0,
            because="zero is zero",
            case=lambda rng: {"inputs": 1, "outputs": int(rng.integers(1, 9))},
        )
        for kind in (nn.BatchNorm1d, nn.BatchNorm2d)
    ),
]
