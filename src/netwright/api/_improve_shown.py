"""What the last run of an ``improve`` keeps of its journal, so that its report can show it.

    tries --improved_facts--> improved.json, in the run's folder before its first step
    improved.json --improvement_of--> the report's section, drawn when the run is finished

Clock times are left out: equal searches leave equal files. What was found on test is in the journal
of the search alone, which is ended after this run.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from netwright import store
from netwright.contracts import Score
from netwright.errors import DamageError
from netwright.experiments import Tried
from netwright.report import ImprovementShown, RemedyShown

IMPROVED = "improved.json"


def improved_facts(first: Path, tries: Sequence[Tried]) -> dict[str, Any]:
    """The journal as plain values.

    Args:
        first: folder of the run that was to be improved.
        tries: in their order.

    Returns:
        What ``improvement_of`` reads.
    """
    lines = [asdict(tried) for tried in tries]
    return {
        "first": first.name,
        "tries": [{n: value for n, value in line.items() if n != "seconds"} for line in lines],
    }


def improvement_of(run: Path) -> ImprovementShown | None:
    """What a run's report shows of the search that it ends.

    Args:
        run: its folder.

    Returns:
        The tries; None where the run is not the end of a search.

    Raises:
        DamageError: if the file holds something else.
    """
    file = run / IMPROVED
    if not file.is_file():
        return None
    values = store.read_json(file)
    try:
        return ImprovementShown(
            first=str(values["first"]), tries=tuple(map(_shown, values["tries"]))
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DamageError(f"{file} must hold what was tried; got {error!r}") from error


def _shown(line: Mapping[str, Any]) -> RemedyShown:
    gain, error = line["difference"], line["standard_error"]
    return RemedyShown(
        number=int(line["number"]),
        remedy=str(line["remedy"]),
        idea=str(line["advised"]),
        change={str(name): (before, after) for name, (before, after) in line["change"].items()},
        expect=str(line["expect"]),
        gain=None if gain is None else Score(float(gain), None if error is None else float(error)),
        pairs=len(line["before"]),
        outcome=str(line["outcome"]),
        why=str(line["why"]),
    )
