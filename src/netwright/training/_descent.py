"""Two ways down for one long tensor: L-BFGS, which looks ahead, and Adam.

L-BFGS, with x the tensor, f the cost, g its gradient, s_i = x_(i+1) - x_i, y_i = g_(i+1) - g_i and
r_i = 1 / (y_i . s_i), of which the last m are kept:

    q = g;   for i from the newest:  a_i = r_i s_i . q,   q -= a_i y_i                     (1)
    q *= (s . y) / (y . y) of the newest; without pairs q *= reach / sqrt(mean q^2)        (2)
    for i from the oldest:  q += s_i (a_i - r_i y_i . q);   d = -q                         (3)
    x + t d is taken at the first t = 1, t_1, .. with f(x + t d) <= f + c t g . d          (4)
    t_(k+1) = -t^2 g.d / (2 (f(x + t d) - f - t g.d)), held within 0.1 t and 0.5 t         (5)
    a pair is kept if s . y > 1e-8 |s| |y|                                                 (6)

Where no t will do, the pairs are forgotten and the next step follows the gradient; where that
fails too, x is as low as numbers can tell. In low precision f has noise: ``slack``, a share of f,
is added to the right of (4).

Adam, with rate r at its step k = 1, 2, ...:

    m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
    x -= r (m / (1 - b1^k)) / (sqrt(v / (1 - b2^k)) + 1e-8)                                 (7)

``torch.optim`` has both but brings torch's compiler with it, which takes 3 s to import; its L-BFGS
has no (4) of this kind, and its state is no plain tensors.

Cost of a step: the evaluations, and 4 m products of the tensor's length.
Source: Nocedal & Wright 2006, "Numerical optimization", algorithms 7.4 and 7.5 for (1) to (3),
algorithm 3.1 and section 3.5 for (4) and (5); Kingma & Ba 2015, arXiv:1412.6980, for (7).
"""

import math
from collections.abc import Callable, Mapping
from typing import Protocol

import torch
from torch import Tensor

from netwright.errors import SettingError

Evaluate = Callable[[Tensor], tuple[float, Tensor]]  # x -> its cost, and the slope there

ENOUGH = 1e-4  # c of (4)
TRIES = 12  # of (4)
BENT = 1e-8  # of (6)
BETA1, BETA2, SMALL = 0.9, 0.999, 1e-8  # of (7)


class Descent(Protocol):
    """A way down."""

    x: Tensor

    @property
    def judged(self) -> Tensor:
        """The last x whose cost was asked for and that was taken."""
        ...

    def step(self, evaluate: Evaluate) -> int:
        """Go a step; how often ``evaluate`` was called, 0 where there is no way further down."""
        ...

    def tensors(self) -> dict[str, Tensor]:
        """All that the next step depends on but for x."""
        ...

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Put back what ``tensors`` gave."""
        ...


class Lbfgs:
    """Equations (1) to (6).

    Args:
        x: where to begin; any shape, not changed.
        memory: m, 1 or more.
        reach: how far the first step goes, as the root mean square over x, above 0.
        slack: share of the cost that a step may rise by, 0 or more.

    Raises:
        SettingError: if a setting is out of its range.
    """

    def __init__(
        self, x: Tensor, *, memory: int = 10, reach: float = 0.01, slack: float = 0.0
    ) -> None:
        if memory < 1:
            raise SettingError("memory", memory, wanted="a whole number of pairs, 1 or more")
        if not 0 < reach < math.inf:
            raise SettingError("reach", reach, wanted="a finite number above 0")
        if not 0 <= slack < 1:
            raise SettingError("slack", slack, wanted="a share, from 0 up to, not at, 1")
        self.x = x.detach().clone()
        self._memory, self._reach, self._slack = memory, reach, slack
        self._pairs: list[tuple[Tensor, Tensor]] = []  # s, y; the oldest first
        self._cost = math.nan
        self._gradient: Tensor | None = None

    @property
    def judged(self) -> Tensor:
        """X itself: its cost is known."""
        return self.x

    def step(self, evaluate: Evaluate) -> int:
        """Equations (1) to (6) once.

        Args:
            evaluate: gives cost and gradient.

        Returns:
            How often it was called; 0 if no step downhill is left.
        """
        calls = 0
        if self._gradient is None:
            (self._cost, self._gradient), calls = evaluate(self.x), 1
        direction = self._direction(self._gradient)
        slope = _dot(self._gradient, direction)
        if not slope < 0:
            self._pairs, direction = [], self._direction(self._gradient, plain=True)
            slope = _dot(self._gradient, direction)
        t, moved = 1.0, False
        for _ in range(TRIES if slope < 0 else 0):
            x = self.x + t * direction
            cost, gradient = evaluate(x)
            calls += 1
            if cost <= self._cost + ENOUGH * t * slope + self._slack * abs(self._cost):  # (4)
                moved = True
                break
            t = _shorter(t, cost - self._cost, slope)
        if not moved:
            stuck = not self._pairs
            self._pairs = []
            return 0 if stuck else calls
        self._remember(x - self.x, gradient - self._gradient)
        self.x, self._cost, self._gradient = x, cost, gradient
        return calls

    def tensors(self) -> dict[str, Tensor]:
        """The pairs, oldest first, and cost and gradient at x; none before the first step."""
        if self._gradient is None:
            return {}
        return {
            "cost": torch.tensor(self._cost, dtype=torch.float64),
            "gradient": self._gradient.clone(),
            **{f"step{i:03}": s.clone() for i, (s, _) in enumerate(self._pairs)},
            **{f"change{i:03}": y.clone() for i, (_, y) in enumerate(self._pairs)},
        }

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Put back what ``tensors`` gave; x is given to the constructor."""
        if not tensors:
            return
        self._cost, self._gradient = float(tensors["cost"]), tensors["gradient"].clone()
        count = sum(name.startswith("step") for name in tensors)
        names = ((f"step{i:03}", f"change{i:03}") for i in range(count))
        self._pairs = [(tensors[s].clone(), tensors[y].clone()) for s, y in names]

    def _direction(self, gradient: Tensor, *, plain: bool = False) -> Tensor:
        q = gradient.clone()
        pairs = [] if plain else self._pairs
        weights = []
        for s, y in reversed(pairs):
            weight = _dot(s, q) / _dot(y, s)
            q -= weight * y  # (1)
            weights.append(weight)
        if pairs:
            s, y = pairs[-1]
            q *= _dot(s, y) / _dot(y, y)  # (2)
        else:
            size = math.sqrt(_dot(q, q) / q.numel())
            q *= self._reach / size if size else 0.0  # (2)
        for (s, y), weight in zip(pairs, reversed(weights), strict=True):
            q += (weight - _dot(y, q) / _dot(y, s)) * s  # (3)
        return -q

    def _remember(self, s: Tensor, y: Tensor) -> None:
        if _dot(s, y) > BENT * math.sqrt(_dot(s, s) * _dot(y, y)):  # (6)
            self._pairs = [*self._pairs, (s, y)][-self._memory :]


class PictureAdam:
    """Equation (7), held within bounds.

    Args:
        x: where to begin; any shape, not changed.
        rate: r, above 0, in the unit of x.
        least: the smallest number x may hold.
        most: the largest.

    Raises:
        SettingError: if the rate is not above 0.
    """

    def __init__(
        self, x: Tensor, *, rate: float = 0.02, least: float = 0.0, most: float = 1.0
    ) -> None:
        if not 0 < rate < math.inf:
            raise SettingError("rate", rate, wanted="a finite number above 0")
        self.x = x.detach().clone()
        self._rate, self._least, self._most = rate, least, most
        self._mean, self._squares = torch.zeros_like(x), torch.zeros_like(x)
        self._steps, self._before = 0, self.x

    @property
    def judged(self) -> Tensor:
        """The x before the last step."""
        return self._before

    def step(self, evaluate: Evaluate) -> int:
        """Equation (7) once.

        Args:
            evaluate: gives cost and gradient.

        Returns:
            1, or 0 where the gradient is 0.
        """
        self._before = self.x
        _, gradient = evaluate(self.x)
        if not gradient.any():
            return 0
        self._steps += 1
        self._mean = BETA1 * self._mean + (1 - BETA1) * gradient
        self._squares = BETA2 * self._squares + (1 - BETA2) * gradient.square()
        mean = self._mean / (1 - BETA1**self._steps)
        spread = (self._squares / (1 - BETA2**self._steps)).sqrt() + SMALL
        self.x = (self.x - self._rate * mean / spread).clamp(self._least, self._most)  # (7)
        return 1

    def tensors(self) -> dict[str, Tensor]:
        """The two running means and the count of steps."""
        steps = torch.tensor(self._steps)
        return {"mean": self._mean.clone(), "squares": self._squares.clone(), "steps": steps}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Put back what ``tensors`` gave; x is given to the constructor."""
        self._mean, self._squares = tensors["mean"].clone(), tensors["squares"].clone()
        self._steps = int(tensors["steps"])


def _dot(a: Tensor, b: Tensor) -> float:
    return float((a * b).sum(dtype=torch.float64))


def _shorter(t: float, rise: float, slope: float) -> float:
    """Equation (5); half where the cost is not a number."""
    if not math.isfinite(rise):
        return t / 10
    best = -(t**2) * slope / (2 * (rise - t * slope))  # (5)
    return min(max(best, 0.1 * t), 0.5 * t)
