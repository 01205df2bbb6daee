"""What a remedy may look at besides the recipe: plain values, found once for a run."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the data of a run.

    Args:
        inferred: setting -> what netwright would choose for these data and this network.
        optimisers: optimiser -> the settings that go with it.
        rate: what a range test suggests as the highest learning rate; None where it says nothing.
        channels: of pictures; 0 for tables.
        classes: whether classes are learned, and no number.
    """

    inferred: Mapping[str, object] = field(default_factory=dict)
    optimisers: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    rate: float | None = None
    channels: int = 0
    classes: bool = True

    def usual(self, name: str, otherwise: float) -> float:
        """A number as netwright would choose it.

        Args:
            name: of the setting.
            otherwise: where it would choose none.

        Returns:
            The number.
        """
        value = self.inferred.get(name, otherwise)
        return float(value) if isinstance(value, int | float) else otherwise
