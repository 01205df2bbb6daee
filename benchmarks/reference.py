"""How well and how fast the NumPy reference learns MNIST, beside the fast path in float64.

    python benchmarks/reference.py

1.  ``reference.networks`` trains 784-256-10 by hand: He's start, mini-batches of 128, Adam, ten
    epochs; the 10,000 test pictures are scored once, at the end. Three seeds.
2.  Both ways from one start on the same batches: 100 steps of the L-layer network by hand, and of
    netwright's ``Mlp`` by its own optimiser, in float64; the largest difference of a parameter,
    relative to the largest parameter.

The pictures are divided by 255. Needs the MNIST of the shared data.
"""

import time

import numpy as np
import torch
from shared import calibration, mnist, say
from torch import nn

from netwright.models import Mlp, PictureInput
from netwright.objectives import cross_entropy
from netwright.randomness import permutation
from netwright.recipe import Settings
from netwright.reference.networks import l_layer
from netwright.reference.networks.mini_batch_training import Optimiser, train, train_batches
from netwright.reference.optimisers import adam, momentum
from netwright.training._flat import FlatParameters
from netwright.training._optimisers import make_optimiser

STEPS, BATCH = 100, 128
Sets = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def rows() -> Sets:
    """MNIST as float64 rows from 0 to 1, labels as whole numbers."""
    x, y, test_x, test_y = mnist()
    scaled = [a.reshape(len(a), -1).astype(np.float64) / 255 for a in (x, test_x)]
    return scaled[0], y.astype(np.int64), scaled[1], test_y.astype(np.int64)


def by_hand(sets: Sets, seed: int) -> None:
    """One training of the reference, scored."""
    x, y, test_x, test_y = sets
    began = time.perf_counter()
    weights, biases, costs = train(
        x,
        y,
        hidden=(256,),
        optimiser=Optimiser(adam, {"rate": 1e-3}),
        rng=np.random.default_rng(seed),
        epochs=10,
        batch_size=BATCH,
    )
    seconds = time.perf_counter() - began
    right = float((l_layer.predict(test_x, weights, biases) == test_y).mean())
    say(
        line="MNIST by hand",
        seed=seed,
        test_accuracy=round(100 * right, 2),
        seconds=round(seconds, 1),
        costs=[round(cost, 4) for cost in costs],
    )


def both_ways(sets: Sets, name: str) -> None:
    """The same 100 steps twice."""
    x, y = sets[0], sets[1]
    torch.manual_seed(0)
    network = Mlp(PictureInput(channels=1, side=28), 10, hidden=(128,)).double()
    layers = [layer for layer in network.layers if isinstance(layer, nn.Linear)]
    weights = tuple(layer.weight.detach().numpy().T.copy() for layer in layers)
    biases = tuple(layer.bias.detach().numpy().copy() for layer in layers)
    order = permutation(0, "order", len(x))
    rows = [order[i * BATCH : (i + 1) * BATCH] for i in range(STEPS)]

    began = time.perf_counter()
    settings = {"adam": (adam, {"rate": 1e-3}), "momentum": (momentum, {"rate": 0.1, "mu": 0.9})}
    weights, biases, _ = train_batches(
        weights, biases, [(x[r], y[r]) for r in rows], Optimiser(*settings[name])
    )
    hand = time.perf_counter() - began

    began = time.perf_counter()
    flat = FlatParameters(network)
    optimiser = make_optimiser(Settings(optimiser=name, momentum=0.9, beta2=0.999), flat)
    for r in rows:
        flat.gradients.zero_()
        cross_entropy(network(torch.from_numpy(x[r])), torch.from_numpy(y[r])).backward()
        optimiser.step(float(settings[name][1]["rate"]))
    fast = time.perf_counter() - began

    gaps = [
        np.abs(a - b.detach().numpy()).max() / np.abs(a).max()
        for a, b in zip(
            [*(w.T for w in weights), *biases],
            [*(layer.weight for layer in layers), *(layer.bias for layer in layers)],
            strict=True,
        )
    ]
    say(
        line=f"{STEPS} steps both ways, {name}, float64",
        largest_difference=float(max(gaps)),
        seconds_by_hand=round(hand, 2),
        seconds_fast=round(fast, 2),
    )


def main() -> None:
    say(**calibration())
    sets = rows()
    for name in ("momentum", "adam"):
        both_ways(sets, name)
    for seed in range(3):
        by_hand(sets, seed)


if __name__ == "__main__":
    main()
