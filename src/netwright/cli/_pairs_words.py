"""Masks and pictures that were answered, in words."""

from collections.abc import Mapping
from typing import Any

from netwright.cli._output import plain

MOST = 5  # classes in a line


def pairs_line(answer: Mapping[str, Any]) -> str:
    """One line for an answer of image to image.

    Args:
        answer: of ``api.predict_run``.

    Returns:
        The line; empty for an answer of another task.

    Example:
        >>> pairs_line({"input": "a.png", "size": [9, 9], "shares": {"0": 0.25, "3": 0.75}})
        'a.png  9 x 9  3 75.0 %, 0 25.0 %'
        >>> pairs_line({"input": "a.png", "size": [9, 9], "mean": 120.04, "drawn": "out/a.png"})
        'a.png  9 x 9  mean 120.0 of 255  written to out/a.png'
    """
    if "shares" in answer:
        ranked = sorted(answer["shares"].items(), key=lambda item: -item[1])
        said = ", ".join(f"{_one_line(name)} {100 * share:.1f} %" for name, share in ranked[:MOST])
    elif "mean" in answer and "size" in answer:
        said = f"mean {answer['mean']:.1f} of 255"
    else:
        return ""
    width, height = answer["size"]
    drawn = f"  written to {_one_line(answer['drawn'])}" if "drawn" in answer else ""
    return f"{_one_line(answer['input'])}  {width} x {height}  {said}{drawn}"


def _one_line(text: object) -> str:
    return plain(str(text)).replace("\n", "\\n")
