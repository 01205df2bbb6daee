"""Plain values out of a JSON file, taken one by one and refused in one form of words.

A file that was damaged, or made by hand, must end in a ``DamageError`` that names the place, never
in a ``KeyError`` somewhere later. Each function takes one entry of a mapping.
"""

import math
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from netwright.errors import DamageError


def take_mapping(value: object, where: str) -> Mapping[str, Any]:
    """The value, if it is a mapping with text keys."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise _damage(where, "a mapping", value)
    return value


def take_list(entries: Mapping[str, Any], key: str, where: str) -> list[Any]:
    """The list under ``key``."""
    value = entries.get(key)
    if not isinstance(value, list | tuple):
        raise _damage(f"{where}.{key}", "a list", value)
    return list(value)


def take_text(entries: Mapping[str, Any], key: str, where: str) -> str:
    """The text under ``key``."""
    value = entries.get(key)
    if not isinstance(value, str):
        raise _damage(f"{where}.{key}", "text", value)
    return value


def take_flag(entries: Mapping[str, Any], key: str, where: str) -> bool:
    """True or false under ``key``."""
    value = entries.get(key)
    if not isinstance(value, bool):
        raise _damage(f"{where}.{key}", "true or false", value)
    return value


def take_number(entries: Mapping[str, Any], key: str, where: str) -> float:
    """The finite number under ``key``."""
    return _number(entries.get(key), f"{where}.{key}")


def take_rising(entries: Mapping[str, Any], key: str, where: str) -> tuple[float, ...]:
    """The finite numbers under ``key``, at least one, each above the one before."""
    numbers = [_number(value, f"{where}.{key}") for value in take_list(entries, key, where)]
    if not numbers or any(a >= b for a, b in pairwise(numbers)):
        raise _damage(f"{where}.{key}", "rising numbers", numbers)
    return tuple(numbers)


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _damage(where, "a finite number", value)
    return float(value)


def take_unique(values: list[Any], where: str, *, missing: bool = False) -> tuple[Any, ...]:
    """The values, if they are different texts; ``missing`` also lets one None in."""
    for value in values:
        if not isinstance(value, str) and not (missing and value is None):
            raise _damage(where, "different texts", value)
    if len(set(values)) < len(values):
        repeated = next(value for value in values if values.count(value) > 1)
        raise _damage(where, "different texts", repeated)
    return tuple(values)


def _damage(where: str, wanted: str, value: object) -> DamageError:
    return DamageError(
        f"{where} must be {wanted}; got {str(value)[:60]!r}",
        hint="the file was changed or damaged: take it from a backup, or train again",
    )
