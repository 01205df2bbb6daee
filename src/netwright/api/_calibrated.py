"""The calibration kept for this machine: read by every run, written by ``netwright doctor``.

A training never measures: it records what is known, so that its times can be read beside the
rates of the machine they were taken on. One file a machine, in the user's cache.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from netwright import store
from netwright.artefacts import machine_key
from netwright.errors import DamageError
from netwright.training import Calibration, calibration_from

KEY = "calibration"  # in environment.json


def calibration_file() -> Path:
    """Where this machine's calibration is kept; its folder exists."""
    return store.cache_folder("calibrations") / f"{machine_key()}.json"


def kept_calibration() -> Calibration | None:
    """The calibration of this machine; None where there is none that can be read."""
    try:
        path = calibration_file()
        return calibration_from(store.read_json(path), name=path.name)
    except OSError:
        return None  # not measured yet, or damaged: as good as not measured


def recorded() -> dict[str, Any]:
    """What a run adds to its environment: the calibration under its key, or nothing."""
    kept = kept_calibration()
    return {} if kept is None else {KEY: kept.to_dict()}


def environment_words(environment: Mapping[str, Any]) -> dict[str, str]:
    """The environment of a run as a person reads it, the calibration in one line.

    Args:
        environment: as ``environment.json`` holds it.

    Returns:
        name -> words.
    """
    return {
        name: _words(value) if name == KEY else str(value) for name, value in environment.items()
    }


def _words(values: object) -> str:
    try:
        found = calibration_from(values)
    except DamageError:
        return "damaged"
    rates = [r for r in found.rates if r.threads == found.cores and r.median is not None]
    return f"{found.when}: " + ", ".join(f"{r.name} {r.median:.3g} {r.unit}" for r in rates)
