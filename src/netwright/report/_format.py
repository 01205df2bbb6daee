"""Numbers as people read them: 98.3 %, 1,234, 3.1 s, 0.1083.

A score is rounded where its standard error begins, so that no digit is shown which another draw of
examples would change. What is not there is a dash; what is not a number says so.
"""

import math
from collections.abc import Mapping

from netwright.contracts import Score

ABSENT = "—"
FRACTIONS = frozenset(
    {
        "accuracy",
        "balanced_accuracy",
        "top5_accuracy",
        "calibration_error",
        "expected_calibration_error",
        "precision",
        "recall",
        "f1",
        "macro_f1",
        "error_rate",
        "exact_match",
        "label_accuracy",
        "micro_f1",
        "skill",
        "map50",
        "map",
        "map75",
        "recall50",
    }
)


def count(value: float | None) -> str:
    """Write a whole number with commas: 1,234."""
    if value is None or not math.isfinite(value):
        return number(value)
    return f"{round(value):,}"


def number(value: float | None, digits: int = 4) -> str:
    """Write any number with a few significant digits.

    Args:
        value: the number; None where there is none.
        digits: how many significant digits, 1 or more; whole numbers keep all of theirs.

    Returns:
        The number with commas, or what it is instead of a number.

    Example:
        >>> number(0.10834), number(23456.7), number(3.2e-5), number(1234), number(None)
        ('0.1083', '23,457', '3.2e-5', '1,234', '—')
    """
    if value is None:
        return ABSENT
    if isinstance(value, int):
        return f"{value:,}"
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else _sign(value) + "infinite"
    if value == 0:
        return "0"
    if not 1e-4 <= abs(value) < 1e9:
        mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
        return f"{_trimmed(mantissa)}e{int(exponent)}"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return _trimmed(f"{value:,.{decimals}f}")


def percent(fraction: float | None, decimals: int = 1) -> str:
    """Write a fraction as a percentage.

    Args:
        fraction: usually 0 to 1; None where there is none.
        decimals: digits behind the point; more are taken where 100 would be said of less than all.

    Returns:
        The percentage, with its sign.

    Example:
        >>> percent(0.9833), percent(0.99996)
        ('98.3 %', '99.996 %')
    """
    if fraction is None or not math.isfinite(fraction):
        return number(fraction)
    while fraction < 1 and decimals < 6 and round(fraction * 100, decimals) == 100:
        decimals += 1
    return f"{fraction * 100:.{decimals}f} %"


def plain(value: float | None, *, fraction: bool) -> str:
    """A measured value without its error: a percentage or a number."""
    return percent(value) if fraction else number(value)


def value_and_error(score: Score, *, fraction: bool) -> tuple[str, str]:
    """Write a score and its standard error, both rounded where the error begins.

    Args:
        score: the score.
        fraction: whether it is shown as a percentage.

    Returns:
        The value, and the error without a unit; "" where no error is known.

    Example:
        >>> value_and_error(Score(0.9833, 0.0068), fraction=True)
        ('98.3 %', '0.7')
        >>> value_and_error(Score(0.10834, 0.00412), fraction=False)
        ('0.1083', '0.0041')
    """
    error = score.standard_error
    if error is None or not math.isfinite(error) or error < 0:
        return plain(score.value, fraction=fraction), ""
    scale, kept = (100.0, 1) if fraction else (1.0, 2)
    if error == 0 or not math.isfinite(score.value):
        return plain(score.value, fraction=fraction), "0"
    decimals = kept - 1 - math.floor(math.log10(error * scale))
    decimals = min(max(decimals, 1 if fraction else 0), 10)
    value = percent(score.value, decimals) if fraction else f"{score.value:,.{decimals}f}"
    return value, f"{error * scale:,.{decimals}f}"


def with_error(score: Score, *, fraction: bool) -> str:
    """Write a score and its error in one piece: 98.3 % ± 0.7."""
    value, error = value_and_error(score, fraction=fraction)
    return f"{value} ± {error}" if error else value


def duration(seconds: float | None) -> str:
    """Write a time.

    Args:
        seconds: 0 or more; None where it is not known.

    Returns:
        The time with its unit.

    Example:
        >>> duration(0.0004), duration(0.31), duration(3.14), duration(125.2), duration(3725)
        ('0.4 ms', '310 ms', '3.1 s', '2 min 5 s', '1 h 2 min')
    """
    if seconds is None or not math.isfinite(seconds):
        return number(seconds)
    if seconds < 0.9995:
        return f"{number(seconds * 1000, 2 if seconds < 0.1 else 3)} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600:,} h {whole % 3600 // 60} min"


def plain_value(value: object) -> str:
    """Write a setting or a fact as it was given.

    Args:
        value: numbers, words, None, and lists or mappings of them.

    Returns:
        One line; floats with all their digits, nothing as a dash.

    Example:
        >>> plain_value(0.001), plain_value(True), plain_value([3, 3]), plain_value({"val": 20})
        ('0.001', 'yes', '3, 3', 'val: 20')
    """
    if value is None or value in ("", [], (), {}):
        return ABSENT
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return count(value)
    if isinstance(value, float):
        return repr(float(value)) if math.isfinite(value) else number(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {plain_value(item)}" for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(plain_value, value))
    return str(value)


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sign(value: float) -> str:
    return "minus " if value < 0 else ""
