"""When a training is measured: after how many steps."""

import numpy as np

from netwright.recipe import Settings

MOST_EVALUATIONS = 50  # where the recipe leaves their number open


def evaluation_points(settings: Settings, steps: int, epoch: int) -> frozenset[int]:
    """The steps after which the network is measured; the last step is always one.

    Args:
        settings: evaluations; 0 for one an epoch, ``MOST_EVALUATIONS`` at most.
        steps: in all.
        epoch: steps in an epoch.

    Returns:
        Step counts, from 1 to ``steps``.

    Example:
        >>> sorted(evaluation_points(Settings(evaluations=3), 10, 5))
        [3, 7, 10]
    """
    count = settings.evaluations or min(MOST_EVALUATIONS, max(1, round(steps / epoch)))
    points = np.linspace(0, steps, min(count, steps) + 1)[1:].round().astype(int)
    return frozenset(points.tolist())
