"""Losses of two networks against each other: one makes pictures, the other tells them from real.

The discriminator gives a log-odds z of "real", or one for each patch of a picture. With
softplus(u) = log(1 + exp(u)), which is -log of the probability of the other answer:

    discriminator  L_D = (mean softplus(-z_real) + mean softplus(z_made)) / 2              (1)
    generator      L_G = mean softplus(-z_made)                                            (2)

(2) is the form that still has a slope where the discriminator is sure. The generator's whole loss
is (2) + lambda mean |made - real|, lambda 100 in the source. In (1) what was made is a constant:
detach it.

A discriminator that is never fooled, L_D near 0, teaches nothing; at L_D = log 2 it cannot tell.

Source: Goodfellow et al. 2014, arXiv:1406.2661, section 3, for (1) and (2); Isola et al. 2017,
arXiv:1611.07004, section 3.3, for the half of (1).
"""

from torch import Tensor
from torch.nn import functional


def discriminator_loss(real: Tensor, made: Tensor) -> Tensor:
    """Equation (1).

    Args:
        real: log-odds for real pictures, any shape.
        made: log-odds for made ones, any shape.

    Returns:
        (), in nats; log 2 for a discriminator that says nothing.
    """
    missed = functional.softplus(-real).mean()
    fooled = functional.softplus(made).mean()
    return (missed + fooled) / 2  # (1)


def generator_loss(made: Tensor) -> Tensor:
    """Equation (2).

    Args:
        made: the discriminator's log-odds for made pictures, any shape.

    Returns:
        (), in nats.
    """
    return functional.softplus(-made).mean()  # (2)
