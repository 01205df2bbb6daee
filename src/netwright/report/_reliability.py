"""Calibration: whether a model is right as often as it says.

Each bin of confidence is a dot: how sure the model was across, how often it was right up. Below the
diagonal it is too sure of itself.

Source: Naeini et al. 2015, "Obtaining well calibrated probabilities using Bayesian binning", for
the expected calibration error.
"""

import math
from collections.abc import Sequence

from netwright.report._axis import Axis
from netwright.report._format import count, percent
from netwright.report._markup import Markup, element
from netwright.report._svg import Frame, Words, chart, line, path

Bin = tuple[float, float, int]  # mean confidence, accuracy, how many examples


def reliability(title: str, bins: Sequence[Bin]) -> Markup:
    """Draw how often the model was right over how sure it was.

    Args:
        title: what is drawn.
        bins: mean confidence 0 to 1, accuracy 0 to 1, count; empty bins are left out.

    Returns:
        One <svg> element; dots grow with the number of examples, the diagonal is honest.
    """
    full = full_bins(bins)
    total = sum(amount for _, _, amount in full) or 1
    unit = Axis(0.0, 1.0, (0.0, 0.2, 0.4, 0.6, 0.8, 1.0))
    frame = Frame(
        x=unit,
        y=unit,
        percent=True,
        x_percent=True,
        x_name="how sure the model was",
        y_name="how often it was right",
        height=320.0,
    )
    places = [frame.at(confidence, accuracy) for confidence, accuracy, _ in full]
    circles = [
        element("circle", cx=x, cy=y, r=3.0 + 9.0 * math.sqrt(amount / total))
        for (x, y), (_, _, amount) in zip(places, full, strict=True)
    ]
    told = "; ".join(
        f"{percent(confidence)} sure, {percent(accuracy)} right, {count(amount)} examples"
        for confidence, accuracy, amount in full
    )
    return chart(
        Words(title, f"{told}."),
        frame.drawn(),
        line(frame.at(0.0, 0.0), frame.at(1.0, 1.0), class_="rule"),
        element("g", path([places], class_="stroke"), class_="curve held"),
        element("g", *circles, class_="bubbles"),
        height=frame.height,
    )


def full_bins(bins: Sequence[Bin]) -> list[Bin]:
    """The bins that hold examples."""
    return [
        (confidence, accuracy, amount)
        for confidence, accuracy, amount in bins
        if amount > 0 and math.isfinite(confidence) and math.isfinite(accuracy)
    ]


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Mean distance between confidence and accuracy, weighted by count.

    Args:
        bins: mean confidence 0 to 1, accuracy 0 to 1, count.

    Returns:
        0 to 1; None of no example.

    Example:
        >>> calibration_error([(0.9, 0.8, 3), (0.6, 0.6, 1)])
        0.075
    """
    full = full_bins(bins)
    total = sum(amount for _, _, amount in full)
    if not total:
        return None
    gaps = (abs(confidence - accuracy) * amount for confidence, accuracy, amount in full)
    return round(math.fsum(gaps) / total, 12)
