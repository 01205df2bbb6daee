"""Twins: an equation of the reference, and another way to the same numbers.

The other way is the fast path of netwright, or a witness from torch or scikit-learn. Both get the
same arguments; the answers, and the gradients where there are any, must agree within a tolerance
that has a reason. ``test_twins.py`` runs every row; the rows are in ``rows_*.py``.

    Twin(reference.losses.huber, objectives.huber, by_torch(call), 1e-12, "float64, same formula")
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import torch

Arguments = Mapping[str, Any]
ROUNDING = "float64 on both sides: only the order of sums differs"


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A row.

    Args:
        reference: a file of ``netwright.reference``.
        other: what it is compared with: a class or function of netwright (the fast path), or of
            torch, scikit-learn, NumPy (a witness).
        run: with gradients ``run(arguments, dy) -> (y, {input: gradient})``, else
            ``run(arguments) -> value``.
        tolerance: relative to the largest number of the reference's answer, and at least to 1.
        because: the reason for the tolerance.
        case: arguments for one random case; the reference's own ``example`` where None.
        name: of this pairing, where one ``other`` has several ("adam": FlatOptimiser).
        answer: what of the reference is compared, where it is not the value of ``forward`` (or y
            and the gradients): takes the reference's result.
        without: inputs whose gradient the other does not give.
    """

    reference: ModuleType
    other: object
    run: Callable[..., Any]
    tolerance: float
    because: str
    case: Callable[[np.random.Generator], dict[str, Any]] | None = None
    name: str = ""
    answer: Callable[[Any], Any] | None = None
    without: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = self.reference.__name__.removeprefix("netwright.reference.")
        other = self.name or getattr(self.other, "__qualname__", str(self.other))
        return f"{where} = {getattr(self.other, '__module__', '')}.{other}"

    @property
    def fast(self) -> bool:
        """Whether the other is netwright's own."""
        return str(getattr(self.other, "__module__", "")).startswith("netwright.")

    def arguments(self, rng: np.random.Generator) -> dict[str, Any]:
        """One random case."""
        return (self.case or self.reference.example)(rng)


def by_torch(function: Callable[..., torch.Tensor]) -> Callable[..., Any]:
    """Run a function of torch tensors, and let autograd find its gradients.

    Arrays of floats come as float64 tensors that want gradients, arrays of whole numbers as int64
    tensors, all else as it is, by the names of the reference's arguments.
    """

    def run(arguments: Arguments, dy: Any) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        tensors = {name: _tensor(value) for name, value in arguments.items()}
        y = function(**tensors)
        y.backward(torch.as_tensor(dy, dtype=torch.float64).reshape(y.shape))
        grads = {
            name: t.grad.numpy()
            for name, t in tensors.items()
            if isinstance(t, torch.Tensor) and t.grad is not None
        }
        return y.detach().numpy(), grads

    return run


def by_value(function: Callable[..., Any]) -> Callable[..., Any]:
    """Run a function that takes the reference's arguments by name and has no gradients."""
    return lambda arguments: function(**arguments)


def expect_equal(found: Any, wanted: Any, tolerance: float, where: str) -> float:
    """Compare answers, however they are nested; returns the worst difference, relative."""
    if isinstance(wanted, Mapping):
        assert set(found) == set(wanted), where
        pairs = [expect_equal(found[n], wanted[n], tolerance, f"{where}.{n}") for n in wanted]
        return max(pairs, default=0.0)
    if isinstance(wanted, list | tuple):
        assert len(found) == len(wanted), where
        pairs = zip(found, wanted, strict=True)
        parts = [expect_equal(a, b, tolerance, f"{where}[{i}]") for i, (a, b) in enumerate(pairs)]
        return max(parts, default=0.0)
    if isinstance(wanted, str) or wanted is None:
        assert found == wanted, where
        return 0.0
    a, b = np.asarray(found, dtype=np.float64), np.asarray(wanted, dtype=np.float64)
    assert a.shape == b.shape, f"{where}: {a.shape} beside {b.shape}"
    np.testing.assert_array_equal(
        np.where(np.isfinite(a), 0.0, a), np.where(np.isfinite(b), 0.0, b), where
    )
    inside = np.isfinite(b)
    scale = max(1.0, float(np.abs(b[inside]).max(initial=0.0)))
    gap = float(np.abs(a[inside] - b[inside]).max(initial=0.0)) / scale
    assert gap <= tolerance, f"{where}: off by {gap:.3g}, {tolerance:.3g} allowed"
    return gap


def _tensor(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    if value.dtype.kind == "f":
        return torch.tensor(value, dtype=torch.float64, requires_grad=True)
    return torch.tensor(value)
