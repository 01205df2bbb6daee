"""Table regression: a number for each row.

    target    float64 (n,), the user's unit                       data
    learned   t = (y - mean) / std, or (log y - mean) / std       prepare, float32
    output    (n, 1), or (n, m, 1) for m members                  models

The logarithm is learned where the targets are positive and skewed, so that an error of a tenth
weighs the same for small and for large ones; answers are in the user's unit again.
"""

import math
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Arrays, Batch, Goal, Score
from netwright.errors import DataError, SettingError
from netwright.measures.regression import mean_predictor, regression_measures
from netwright.models import TableInput, make_network
from netwright.objectives import REGRESSION_LOSSES
from netwright.tasks._answers import in_unit
from netwright.tasks._network_task import NetworkTask

ROUNDING = 1e-12  # share of the mean
SKEWED = 1.0  # a sample skewness of normal data exceeds it in fewer than 1 of 10,000 sets of 100


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRegression(NetworkTask):
    """Settings of the task, checked once, when it is made.

    Args:
        numbers: how many number columns the preprocessing gives.
        sizes: how many codes each category column has.
        log: True if the logarithm of the target is learned.
        mean: of the (log) target over the training split.
        std: of the (log) target over the training split, above 0.
        network: a name in ``netwright.models.NETWORKS``.
        objective: a name in ``netwright.objectives.REGRESSION_LOSSES``.

    Raises:
        SettingError: if std is not above 0, or there is no such network or objective.
    """

    name: ClassVar[str] = "table-regression"
    what: ClassVar[str] = "a number for each row"
    inputs: ClassVar[tuple[str, ...]] = ("numbers", "categories")
    draws: ClassVar[int] = 0
    targets: ClassVar[tuple[str, ...]] = ("target",)

    numbers: int
    sizes: tuple[int, ...]
    log: bool
    mean: float
    std: float
    network: str = "mlp"
    objective: str = "mse"

    def __post_init__(self) -> None:
        self.check_network()
        if not 0 < self.std < math.inf:
            raise SettingError("std", self.std, wanted="above 0")
        if self.objective not in REGRESSION_LOSSES:
            known = ", ".join(REGRESSION_LOSSES)
            raise SettingError("objective", self.objective, wanted=f"one of {known}")

    @property
    def goal(self) -> Goal:
        """The root of the mean square decides: of the logarithm where that is learned."""
        return Goal("rmse_log" if self.log else "rmse", "min", "log" if self.log else "target")

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        shape = TableInput(numbers=self.numbers, sizes=self.sizes)
        return make_network(self.network, shape, 1, self.size)

    def prepare(self, batch: Batch, draws: Tensor | None = None) -> Batch:
        """Standardise the target, where there is one; only then is float32 fine enough."""
        if "target" not in batch:
            return batch
        target = batch["target"].log() if self.log else batch["target"]
        return {**batch, "target": ((target - self.mean) / self.std).float()}

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """The objective on standardised targets, no unit."""
        return REGRESSION_LOSSES[self.objective](output.squeeze(-1), batch["target"])

    def combine(self, output: Tensor) -> Tensor:
        """Average the members: (n, 1) or (n, m, 1) -> (n,)."""
        output = output.squeeze(-1)
        return output if output.dim() == 1 else output.mean(dim=1)

    def expect_logarithms(self, targets: NDArray[np.float64]) -> None:
        """Refuse targets that cannot be scored.

        Args:
            targets: (n,), the user's unit.

        Raises:
            DataError: if the logarithm was learned and a target has none.
        """
        low = float(targets.min()) if len(targets) else 1.0
        if self.log and low <= 0:
            raise DataError(
                f"targets must be above 0 for a run that learned their logarithm; got {low:g}",
                hint="train again with --set log_target=false",
            )

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """The measures of ``measures.regression``, in the target's unit."""
        return regression_measures(self._values(output), arrays["target"])

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """Distance of the prediction from the target in what is learned, for each row."""
        target = arrays["target"].astype(np.float64)
        learned = np.log(target) if self.log else target
        return np.abs(output * self.std + self.mean - learned)

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The predictor that always gives the training mean."""
        return mean_predictor(train["target"], arrays["target"], log=self.log)

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """A value in the target's unit for each row."""
        return [{"value": value} for value in self._values(output).tolist()]

    def settings(self) -> dict[str, Any]:
        """Plain values; ``TableRegression(**settings)`` is the same task."""
        return asdict(self)

    def _values(self, output: NDArray[Any]) -> NDArray[np.float64]:
        return in_unit(output, mean=self.mean, std=self.std, log=self.log)


def target_statistics(
    targets: NDArray[np.floating], *, log: bool | None, smallest: float | None = None
) -> dict[str, Any]:
    """Choose whether to learn the logarithm, and the mean and deviation of what is learned.

    Args:
        targets: (n,), the training split, the user's unit.
        log: what the user asked for; None to choose.
        smallest: target of the splits that choose, train and val; None for that of ``targets``.

    Returns:
        "log", "mean", "std" as ``TableRegression`` takes them.

    Raises:
        SettingError: if the logarithm was asked for and a target is not above 0.
    """
    y = targets.astype(np.float64)
    least = float(y.min()) if smallest is None else min(smallest, float(y.min()))
    positive = least > 0
    if log and not positive:
        raise SettingError(
            "log_target", log, wanted=f"false: a target is {least:g}, which has no logarithm"
        )
    if log is None:
        skewness = float((((y - y.mean()) / _deviation(y)) ** 3).mean())
        log = positive and skewness > SKEWED
    learned = np.log(y) if log else y
    return {"log": log, "mean": float(learned.mean()), "std": _deviation(learned)}


def _deviation(values: NDArray[np.float64]) -> float:
    """The standard deviation; 1 where it is but the rounding of equal values."""
    deviation = float(values.std())
    return deviation if deviation > ROUNDING * abs(float(values.mean())) else 1.0
