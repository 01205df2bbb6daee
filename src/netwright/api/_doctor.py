"""What this machine is for training: rates, what they mean, and what is missing.

Rates are measured once a machine and kept in the user's cache. Those taken beside other work are
measured anew the next time, and never take the place of quiet ones. What is installed is looked at
each time, because that changes without the machine.
"""

from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Any

from netwright import store
from netwright.api._calibrated import calibration_file, kept_calibration
from netwright.api._doctor_meanings import meanings
from netwright.api._prepared import Say, quiet
from netwright.artefacts import cores, environment
from netwright.errors import StorageError
from netwright.training import Calibration, calibrate, look_at_machine

EXTRAS = {  # extra -> the module it brings, and what there is not without it
    "track": ("tensorboard", "no curves in TensorBoard"),
    "zoo": ("timm", "no networks of timm"),
}
ABOUT = {  # our word for each -> that of a run's environment
    "system": "system",
    "architecture": "machine",
    "processor": "processor",
    "instructions_allowed": "instructions",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What was found.

    Args:
        calibration: the rates, and what torch finds here.
        cached: whether the rates were measured before.
        about: "system", "architecture", "processor", and "instructions_allowed": "all", or the
            variables that limit them.
        missing: one sentence for each thing that could be here and is not.
    """

    calibration: Calibration
    cached: bool
    about: dict[str, str]
    missing: tuple[str, ...]

    def summary(self) -> dict[str, Any]:
        """Plain values, as ``netwright doctor --json`` prints them."""
        facts = self.calibration.to_dict()
        machine = {**self.about, "cores": facts["cores"], **facts["machine"]}
        measured = {name: facts[name] for name in ("when", "seconds", "load")}
        return {
            "machine": machine,
            "measured": {**measured, "cached": self.cached},
            "rates": list(facts["rates"]),
            "meaning": [{"of": of, "says": says} for of, says in meanings(self.calibration)],
            "missing": list(self.missing),
        }


def doctor(*, again: bool = False, say: Say = quiet) -> Examined:
    """Examine this machine.

    Args:
        again: measure, although there are rates of this machine.
        say: told that measuring begins.

    Returns:
        Rates, what they mean, and what is missing.
    """
    kept = kept_calibration()
    cached = kept is not None and not kept.busy and not again
    if kept is not None and cached:
        found = replace(kept, machine=look_at_machine())
    else:
        say("measuring, about 3 s on a quiet machine")
        found = calibrate(cores=cores())
    missing = _missing(found)
    if kept is not None and found.busy and not kept.busy:
        say(f"other work ran: the rates of {kept.when} UTC stay in the cache")
    elif found != kept:
        try:
            store.write_json(calibration_file(), found.to_dict())
        except StorageError as error:
            missing.append(f"a place to keep the rates: {error.message}")
    seen = environment(device="cpu", threads=cores())
    about = {name: seen[theirs] for name, theirs in ABOUT.items()}
    return Examined(calibration=found, cached=cached, about=about, missing=tuple(missing))


def _missing(found: Calibration) -> list[str]:
    problem = found.machine.compiler.problem
    missing = [f"a C++ compiler that torch.compile can use: {problem}"] if problem else []
    for extra, (module, without) in EXTRAS.items():
        if find_spec(module) is None:
            missing.append(f"{module}: {without} (pip install 'netwright[{extra}]')")
    return missing
