"""Lookahead: slow weights that go part of the way to where the optimiser has gone.

With fast weights w, which the optimiser steps, slow weights p and a share a, every ``EVERY`` steps:

    p <- p + a (w - p)                                                                    (1)
    w <- p                                                                                (2)

The optimiser keeps its state. Between two of these moments w goes ahead and p stays; p is what is
evaluated, saved and served, and both are in a checkpoint. When it is time follows from the step's
number alone, so that a resumed training needs nothing else. Buffers, such as running means, are
those of the fast weights.

Cost: 4 bytes a parameter; the weights are read and written once more in one of ``EVERY`` steps.

Source: Zhang, Lucas, Hinton & Ba 2019, "Lookahead Optimizer: k steps forward, 1 step back",
arXiv:1907.08610, algorithm 1; 5 steps and a share of 0.5 are what its section 5 recommends.
"""

from torch import Tensor

EVERY = 5  # steps of the optimiser to one of the slow weights


class Lookahead:
    """The slow weights beside a buffer of fast ones.

    Args:
        fast: the weights, (d,); changed in place.
        share: a of (1), above 0 and below 1.
    """

    def __init__(self, fast: Tensor, share: float) -> None:
        self.slow = fast.clone()
        self._fast, self._share = fast, share

    def step(self, number: int) -> None:
        """Equations (1) and (2), where it is time, after the step ``number``, from 0."""
        if (number + 1) % EVERY == 0:
            self.slow.lerp_(self._fast, self._share)  # (1)
            self._fast.copy_(self.slow)  # (2)
