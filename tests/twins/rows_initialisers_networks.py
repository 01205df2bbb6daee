"""Where the weights of netwright's networks begin: one row for each kind of layer.

As in ``rows_initialisers``, both sides start from one seed of torch's generator.
"""

import math

from netwright.models import (
    ConvNet,
    Logistic,
    Mlp,
    PictureInput,
    ResNet,
    TableEmbedding,
    TableInput,
    Waves,
)
from netwright.models._embeddings import BENT, VECTOR, WAVES
from netwright.models._mlp import Members
from netwright.reference.initialisers import he, small_random, torch_default, zero
from twins.harness import Twin
from twins.rows_initialisers import Draw, Start, layer_draws, row

RELU, MISH = (math.sqrt(2), 1.0), (1.0, 0.0)  # gains of the hidden layers and of the last


def _picture(rng):
    return PictureInput(channels=int(rng.choice([1, 3])), side=int(rng.choice([8, 10, 16])))


def _mlp_on_pictures(rng):
    shape = PictureInput(channels=1, side=3)
    hidden = tuple(int(width) for width in rng.integers(1, 8, size=rng.integers(1, 4)))
    return lambda: Mlp(shape, 3, hidden=hidden, dropout=0.1)


def _mlp_on_tables(rng):
    shape = TableInput(numbers=0, sizes=(3, int(rng.integers(2, 6))))
    return lambda: Mlp(shape, 2, hidden=(5, 4))


def _members(rng):
    m, inputs, outputs = (int(size) for size in rng.integers(1, 5, size=3))
    return lambda: Members(m, inputs, outputs, gain=2.0)


def _member_draws(layer):
    inputs = {"inputs": layer.weight.shape[1]}
    return [
        Draw("normal", tuple(layer.weight.shape), "weight", inputs),
        Draw("uniform", tuple(layer.bias.shape), "bias", inputs),
    ]


def _waves(rng):
    numbers = int(rng.integers(1, 4))
    return lambda: Waves(numbers)


def _wave_draws(waves):
    d, mixed = len(waves.frequency), {"inputs": WAVES}
    return [
        Draw("normal", (d, WAVES), "frequency", {"scale": 0.1}),
        Draw("uniform", (d, WAVES), "phase", {"scale": math.pi, "form": "uniform"}),
        Draw("uniform", (d, WAVES, BENT), "mix", mixed),
        Draw("uniform", (d, BENT), "bias", mixed),
    ]


def _vectors(rng):
    sizes = tuple(int(size) for size in rng.integers(17, 20, size=rng.integers(1, 3)))
    return lambda: TableEmbedding(TableInput(numbers=0, sizes=sizes))


def _vector_draws(embedding):
    shapes = [tuple(table.weight.shape) for table in embedding.tables]
    more = {"inputs": VECTOR, "gain": 1.0}
    made = [Draw("normal", shape) for shape in shapes]
    return made + [Draw("normal", s, f"tables.{i}.weight", more) for i, s in enumerate(shapes)]


def _convnet(rng):
    shape, width = _picture(rng), float(rng.choice([0.25, 1.5]))
    return lambda: ConvNet(shape, 3, width=width)


def _resnet(rng):
    shape, blocks = _picture(rng), (1, int(rng.integers(1, 3)))
    return lambda: ResNet(shape, 3, blocks=blocks, width=4)


def _logistic(inputs, outputs):
    model = Logistic(TableInput(numbers=inputs, sizes=()), outputs)
    return model.affine.weight.detach().numpy().T


def _weight(name):
    return name.endswith("weight")


def _bias(name):
    return name.endswith("bias")


ROWS = [
    row(he, Mlp, Start(_mlp_on_pictures, lambda m: layer_draws(m, RELU), _weight), "Mlp start"),
    row(
        he,
        Mlp,
        Start(_mlp_on_tables, lambda m: layer_draws(m, MISH), _weight),
        "Mlp start on tables",
    ),
    row(
        torch_default,
        Mlp,
        Start(_mlp_on_pictures, lambda m: layer_draws(m, RELU), _bias),
        "Mlp start of biases",
    ),
    row(he, Members, Start(_members, _member_draws, _weight), "Members start"),
    row(torch_default, Members, Start(_members, _member_draws, _bias), "Members start of biases"),
    row(
        small_random,
        Waves,
        Start(_waves, _wave_draws, lambda name: name in ("frequency", "phase")),
        "Waves start of frequencies and phases",
    ),
    row(
        torch_default,
        Waves,
        Start(_waves, _wave_draws, lambda name: name in ("mix", "bias")),
        "Waves start of what mixes them",
    ),
    row(he, TableEmbedding, Start(_vectors, _vector_draws), "TableEmbedding start"),
    row(torch_default, ConvNet, Start(_convnet, layer_draws), "ConvNet start"),
    row(torch_default, ResNet, Start(_resnet, layer_draws), "ResNet start"),
    Twin(
        reference=zero,
        other=Logistic,
        name="Logistic start",
        run=lambda a: _logistic(**a),
        tolerance=0.0,
        because="zero is zero",
    ),
]
