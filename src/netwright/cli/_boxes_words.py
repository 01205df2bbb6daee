"""Boxes that were found, in words."""

from collections.abc import Mapping
from typing import Any

from netwright.cli._output import plain


def boxes_line(answer: Mapping[str, Any]) -> str:
    """One line for the boxes of a picture.

    Args:
        answer: of ``api.predict_run``.

    Returns:
        The line; empty for an answer of another task.

    Example:
        >>> boxes_line({"input": "a.png", "size": [9, 9],
        ...             "boxes": [{"label": "dot", "score": 0.912, "box": [1.0, 2.0, 4.6, 8.0]}]})
        'a.png  1 box: dot 0.91 (1 2 5 8)'
    """
    if "boxes" not in answer:
        return ""
    found = [
        f"{_one_line(one['label'])} {one['score']:.2f} "
        f"({' '.join(f'{corner:.0f}' for corner in one['box'])})"
        for one in answer["boxes"]
    ]
    many = "1 box" if len(found) == 1 else f"{len(found)} boxes"
    said = f"{_one_line(answer['input'])}  {many}"
    drawn = f"  drawn in {_one_line(answer['drawn'])}" if "drawn" in answer else ""
    return f"{said}: {', '.join(found)}{drawn}" if found else f"{said}{drawn}"


def sizes_lines(about: Mapping[str, Any]) -> list[str]:
    """How large the boxes of data are, and the anchors that stand for them.

    Args:
        about: "data" of ``inspect``.

    Returns:
        Three lines; none for data without boxes.
    """
    if "boxes" not in about:
        return []
    found, side = about["boxes"], about["picture"]["side"]
    sizes = ", ".join(f"{width:.0f} x {height:.0f}" for width, height in found["anchors"])
    widths, heights = ([f"{x:.0f}" for x in found[name]] for name in ("widths", "heights"))
    crowds = f", {found['crowds']:,} of them neither learned nor judged" if found["crowds"] else ""
    return [
        f"boxes: {found['count']:,}{crowds}; in a square of {side} pixels {widths[1]} x "
        f"{heights[1]}, nine in ten from {widths[0]} x {heights[0]} to {widths[2]} x {heights[2]}",
        f"anchors: {sizes}",
        f"anchors overlap the training boxes by {found['anchor_overlap']:.3f} in the mean",
    ]


def _one_line(text: object) -> str:
    return plain(str(text)).replace("\n", "\\n")
