"""Muon and what stands between backward and the optimiser, beside the fast path's and others.

Muon's steps are taken one after the other from the first, as in ``rows_optimisers.py``, each
matrix within a network in which AdamW steps the rest.
"""

import numpy as np
import torch
from torch import nn

from netwright.recipe import Settings
from netwright.reference.losses import l1_penalty
from netwright.reference.optimisers import muon
from netwright.reference.sequences import clip_norm as reference_clip
from netwright.training._flat import FlatParameters, Kind
from netwright.training._optimisers import FlatOptimiser
from netwright.training._stepper import clip_norm
from twins.harness import Twin

STEPS = 4, 8  # at least, and below
BENT = "float64 on both sides; five steps stretch what rounding leaves by up to 3.4^5"
HALF = "torch takes the five steps in bfloat16, which stretch its rounding"


class Walk:
    """Several steps of the reference, remembered so that another can take them too."""

    def case(self, rng):
        """The last step, after one to many before it."""
        shape = tuple(int(size) for size in rng.integers(1, 9, size=2))
        settings = {
            "rate": float(rng.uniform(0.01, 0.3)),
            "mu": float(rng.choice([0.0, 0.5, 0.95])),
            "decay": float(rng.choice([0.0, 0.1])),
        }
        self.begin = rng.normal(size=shape)
        self.gradients = [rng.normal(size=shape) for _ in range(rng.integers(*STEPS))]
        now = self.begin, np.zeros(shape)
        for gradient in self.gradients:
            arguments = {
                "weights": now[0],
                "gradient": gradient,
                "momentum": now[1],
                **settings,
            }
            now = muon.forward(**arguments)
        return arguments

    def by_fast_path(self, arguments):
        """The same walk on a layer of flat parameters, whose bias AdamW steps."""
        settings = Settings(
            optimiser="muon", weight_decay=arguments["decay"], momentum=arguments["mu"]
        )
        outputs, inputs = self.begin.shape
        kinds = {"weight": Kind(decayed=True, matrices=1), "bias": Kind(decayed=False)}
        flat = FlatParameters(nn.Linear(inputs, outputs, dtype=torch.float64), kinds)
        optimiser = FlatOptimiser(settings, flat)
        bias = torch.ones(outputs, dtype=torch.float64)
        flat.fill(flat.values, {"weight": torch.tensor(self.begin), "bias": bias})
        for gradient in self.gradients:
            flat.fill(flat.gradients, {"weight": torch.tensor(gradient), "bias": bias})
            optimiser.step(arguments["rate"])
        kept = (flat.values, optimiser.kept["mean"])
        return tuple(flat.named(buffer)["weight"].numpy() for buffer in kept)

    def by_torch(self, arguments):
        """The same walk of ``torch.optim``, whose momentum is an average."""
        weights = nn.Parameter(torch.tensor(self.begin))
        optimiser = torch.optim.Muon(
            [weights],
            lr=arguments["rate"],
            momentum=arguments["mu"],
            weight_decay=arguments["decay"],
        )
        for gradient in self.gradients:
            weights.grad = torch.tensor(gradient)
            optimiser.step()
        momentum = optimiser.state[weights]["momentum_buffer"] / (1 - arguments["mu"])
        return weights.detach().numpy(), momentum.numpy()


def _by_svd(arguments):
    """The same polynomial on the singular values, between the directions that they have."""
    weights, rate, mu = arguments["weights"], arguments["rate"], arguments["mu"]
    momentum = mu * arguments["momentum"] + arguments["gradient"]
    ahead = arguments["gradient"] + mu * momentum
    left, values, right = np.linalg.svd(ahead, full_matrices=False)
    values = values / (np.linalg.norm(ahead) + arguments["eps"])
    bend = np.polynomial.Polynomial([0, 3.4445, 0, -4.7750, 0, 2.0315])
    for _ in range(5):
        values = bend(values)
    scale = np.sqrt(max(1, weights.shape[0] / weights.shape[1]))
    shrunk = weights * (1 - rate * arguments["decay"])
    return shrunk - rate * scale * (left * values) @ right, momentum


def _clipped(arguments):
    gradient = torch.tensor(arguments["gradient"])
    clip_norm(gradient, arguments["limit"])
    return gradient.numpy()


def _penalised(arguments, dy):
    """A step of gradient descent with no gradient but the penalty's; the value is not computed."""
    weights = torch.tensor(arguments["weights"])
    strength = float(arguments["strength"])
    model = nn.Module()
    model.weight = nn.Parameter(weights)
    flat = FlatParameters(model, {"weight": Kind(decayed=True)})
    FlatOptimiser(Settings(optimiser="sgd", l1=strength), flat).step(float(dy))
    moved = weights.numpy() - flat.named(flat.values)["weight"].numpy()
    return strength * np.abs(arguments["weights"]).sum(), {"weights": moved}


_WALK = Walk()
_TORCH = Walk()

ROWS = [
    Twin(
        reference=muon,
        other=FlatOptimiser,
        name="muon",
        run=_WALK.by_fast_path,
        case=_WALK.case,
        tolerance=1e-11,
        because=BENT,
    ),
    Twin(reference=muon, other=np.linalg.svd, run=_by_svd, tolerance=1e-11, because=BENT),
    Twin(
        reference=muon,
        other=torch.optim.Muon,
        run=_TORCH.by_torch,
        case=_TORCH.case,
        tolerance=0.1,
        because=HALF,
    ),
    Twin(
        reference=reference_clip,
        other=clip_norm,
        run=_clipped,
        tolerance=1e-14,
        because="float64 on both sides, the same formula",
    ),
    Twin(
        reference=l1_penalty,
        other=FlatOptimiser,
        name="l1",
        run=_penalised,
        tolerance=1e-14,
        because="float64 on both sides; a difference of two weights",
    ),
]
