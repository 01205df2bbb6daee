"""Softmax with a margin: the right class must win even after something is taken from its cosine.

Row i has the cosines c_i1 ... c_ik between its embedding and the direction of each class, and the
label l. The cosine c = c_il at the label is made smaller in two ways, by an angle and by a margin:

    cos(theta + angle) = c cos(angle) - sqrt(1 - c^2) sin(angle),   theta = arccos c       (1)
    c'   = (1), and -2 - (1) where theta + angle is beyond pi                              (2)
    z_il = scale (c' - margin),   z_ij = scale c_ij for the other j                        (3)
    L    = cross-entropy of z, the mean over the rows                                      (4)

so that (2) goes on falling where the cosine of (1) would rise again. (4) is ``cross_entropy`` and
gives g = dL/dz; back to the cosines it is

    dL/dc_ij = scale g_ij                                                                  (5)
    dL/dc_il = scale g_il (cos(angle) + c sin(angle) / sqrt(1 - c^2)), negative beyond pi  (6)

With angle = 0 it is CosFace, with margin = 0 it is ArcFace, with both 0 a softmax of directions.

Source: Wang et al. 2018, arXiv:1801.09414, equation (4), for the margin; Deng et al. 2019,
arXiv:1801.07698, equations (3) and (4), for the angle; Liu et al. 2017, arXiv:1704.08063,
equation (7), for (2).
"""

import math
from dataclasses import dataclass

import numpy as np

from netwright.reference._arrays import Array, Whole, away_from, not_negative, positive, real, whole
from netwright.reference.losses import cross_entropy


@dataclass(frozen=True, slots=True)
class Saved:
    """What ``backward`` needs from ``forward``."""

    scale: float
    labels: Whole  # (n,)
    slope: Array  # (n,), dc'/dc at the label
    loss: cross_entropy.Saved


@dataclass(frozen=True, slots=True)
class Grads:
    """dL/d(cosines), shaped like them."""

    cosines: Array


def forward(
    cosines: Array, labels: Whole, *, scale: float, margin: float, angle: float = 0.0
) -> tuple[float, Saved]:
    """Mean cross-entropy with a margin: equations (1) to (4).

    Args:
        cosines: (n, k), above -1 and below 1.
        labels: (n,), whole numbers from 0 to k - 1.
        scale: what makes cosines logits, above 0.
        margin: taken from the cosine at the label, 0 or more.
        angle: added to the angle at the label, in radians, from 0 up to, not at, pi.

    Returns:
        The loss, 0 or more, in nats, and what ``backward`` will ask for.

    Raises:
        ValueError: if the shapes disagree, something is empty or not finite, a label is no class,
            or a number is outside its range.

    Example:
        >>> loss, _ = forward([[0.5, 0.0]], [0], scale=2.0, margin=0.5)  # both logits are 0
        >>> round(loss, 6), round(math.log(2), 6)
        (0.693147, 0.693147)
    """
    cosines = real("cosines", cosines, "n", "k")
    if not (np.abs(cosines) < 1).all():
        worst = cosines.flat[np.abs(cosines).argmax()]
        raise ValueError(f"cosines must be above -1 and below 1; got {worst}")
    labels = whole("labels", labels, len(cosines), below=cosines.shape[1])
    scale, margin = positive("scale", scale), not_negative("margin", margin)
    angle = not_negative("angle", angle)
    if angle >= math.pi:
        raise ValueError(f"angle must be below pi; got {angle!r}")

    rows = np.arange(len(labels))
    own = cosines[rows, labels]
    sines = np.sqrt(1 - own**2)
    turned = own * math.cos(angle) - sines * math.sin(angle)  # (1)
    beyond = own < -math.cos(angle)  # theta > pi - angle
    logits = scale * cosines
    logits[rows, labels] = scale * (np.where(beyond, -2 - turned, turned) - margin)  # (2), (3)
    loss, inner = cross_entropy.forward(logits, labels)  # (4)
    slope = math.cos(angle) + own * math.sin(angle) / sines
    return loss, Saved(scale, labels, np.where(beyond, -slope, slope), inner)


def backward(dy: float, saved: Saved) -> Grads:
    """Carry dL/dy, a number, back through (4) to (1); a ``ValueError`` if it is an array."""
    grads = saved.scale * cross_entropy.backward(dy, saved.loss).logits  # (5)
    grads[np.arange(len(saved.labels)), saved.labels] *= saved.slope  # (6)
    return Grads(cosines=grads)


def example(rng: np.random.Generator) -> dict[str, Array | Whole | float]:
    """Arguments of ``forward`` for one random case, no cosine near the place where (2) bends."""
    n, k = rng.integers(1, 6), rng.integers(2, 6)
    angle = float(rng.choice([0.0, 0.3, 0.5]))
    cosines = rng.uniform(-0.95, 0.95, size=(n, k))
    return {
        "cosines": away_from(cosines, -math.cos(angle)),
        "labels": rng.integers(0, k, size=n),
        "scale": float(rng.uniform(1.0, 8.0)),
        "margin": float(rng.choice([0.0, 0.2, 0.4])),
        "angle": angle,
    }
