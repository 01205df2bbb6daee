"""Answers about people in words: the same or not, and who."""

from collections.abc import Mapping
from typing import Any

from netwright.cli._output import plain


def people_line(answer: Mapping[str, Any]) -> str:
    """One line for an answer of verification.

    Args:
        answer: of ``api.predict_run``.

    Returns:
        The line; empty for an answer of another task.

    Example:
        >>> people_line({"input": "a.png", "who": "unknown", "probability": 0.012,
        ...              "score": 0.2, "threshold": 0.5, "alike": {"Ada": 0.2}})
        'a.png  unknown  (most alike: Ada, probability 1.2 %, score 0.200, threshold 0.500)'
    """
    if "same" in answer:
        one, other = (_one_line(name) for name in answer["inputs"])
        said = "the same" if answer["same"] else "not the same"
        return f"{one}  {other}  {said}  ({_how_sure(answer)})"
    if "who" in answer:
        nearest = _one_line(next(iter(answer["alike"])))
        seen = f"{_one_line(answer['input'])}  {_one_line(answer['who'])}"
        return f"{seen}  (most alike: {nearest}, {_how_sure(answer)})"
    return ""


def _how_sure(answer: Mapping[str, Any]) -> str:
    numbers = f"score {answer['score']:.3f}, threshold {answer['threshold']:.3f}"
    return f"probability {100 * answer['probability']:.1f} %, {numbers}"


def _one_line(text: object) -> str:
    return plain(str(text)).replace("\n", "\\n")
