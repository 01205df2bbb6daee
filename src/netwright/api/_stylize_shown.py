"""What the page of a styled picture shows: pictures, the cost as it fell, what was asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from netwright import store
from netwright.api._stylize_run import PREVIEWS, RESULT, pixels_of
from netwright.contracts import Score
from netwright.diagnosis import RunVerdict
from netwright.objectives import STYLE_PARTS
from netwright.report import (
    CurvesShown,
    GoalShown,
    PartShown,
    PictureShown,
    ReportContent,
    TableShown,
)

SHOWN = 6  # previews on the page


def style_report(
    folder: Path,
    facts: Mapping[str, Any],
    ended: Mapping[str, Any],
    *,
    pictures: Sequence[tuple[str, Tensor]],
    lines: Sequence[Mapping[str, Any]],
    verdict: RunVerdict,
    seconds: Mapping[str, float],
) -> ReportContent:
    """Gather the page.

    Args:
        folder: of the run; its result and its previews are there.
        facts: of ``style.json``.
        ended: of ``result.json``.
        pictures: name and picture (3, h, w) of what was given.
        lines: of the history.
        verdict: of the coach.
        seconds: part of the work -> how long it took.

    Returns:
        Everything it shows.
    """
    given, names = set(facts["given"]), facts["pictures"]
    costs, unchanged = ended["cost"], ended["unchanged"]
    return ReportContent(
        title=folder.name,
        task="style",
        model=facts["features"]["network"],
        goal=GoalShown(
            measure="cost",
            best="min",
            unit="",
            split="picture",
            where="of the picture",
            beside="the unchanged picture costs",
        ),
        scores={"picture": {"cost": Score(costs["total"]), **_scores(costs)}},
        trivial={"picture": {"cost": unchanged["total"], **_parts(unchanged)}},
        recipe=[
            (name, _plain(value), "user" if name in given else "default")
            for name, value in facts["settings"].items()
        ],
        data={
            "content": names["content"]["path"],
            "content SHA-256": names["content"]["sha256"],
            "style": names["style"]["path"],
            "style SHA-256": names["style"]["sha256"],
            "looked at by": facts["features"]["name"],
            "content at": ", ".join(facts["features"]["content"]),
            "style at": ", ".join(facts["features"]["style"]),
        },
        parts=(_made(folder, ended, pictures), _fallen(lines), _on_the_way(folder)),
        environment=store.read_json(folder / "environment.json"),
        seconds=seconds,
        verdict=verdict,
    )


def _made(
    folder: Path, ended: Mapping[str, Any], pictures: Sequence[tuple[str, Tensor]]
) -> PartShown:
    said = f"{ended['evaluations']:,} evaluations of the cost in {ended['steps']:,} steps."
    shown = [PictureShown(_read(folder / RESULT), "the result")]
    shown += [PictureShown(pixels_of(picture), name) for name, picture in pictures]
    return PartShown(title="Pictures", said=said, pictures=shown)


def _fallen(lines: Sequence[Mapping[str, Any]]) -> PartShown:
    """One drawing for each size, whose costs are not those of another."""
    drawings: list[CurvesShown] = []
    rows: list[list[str]] = []
    for size in dict.fromkeys(line["size"] for line in lines):
        here = [line for line in lines if line["size"] == size]
        curves = [
            (part, [(line["evaluations"], line[f"cost/{part}"]) for line in here])
            for part in STYLE_PARTS
        ]
        drawings.append(
            CurvesShown(
                title=f"Cost at {size} pixels",
                x_name="evaluations",
                y_name="cost",
                lines=curves,
            )
        )
        rows += [[f"{size} pixels, {w}", *_row(line)] for w, line in _ends(here)]
    table = TableShown(
        caption="Parts of the cost, each with its weight",
        columns=("at", *STYLE_PARTS),
        rows=rows,
    )
    return PartShown(title="Cost", curves=drawings, tables=(table,))


def _on_the_way(folder: Path) -> PartShown:
    files = sorted((folder / PREVIEWS).glob("*.png"))
    places = np.unique(np.linspace(0, len(files) - 1, min(SHOWN, len(files))).round().astype(int))
    shown = [PictureShown(_read(files[p]), f"after step {int(files[p].stem)}") for p in places]
    return PartShown(title="On the way", pictures=shown)


def _ends(lines: Sequence[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    return [("first step", lines[0]), ("last step", lines[-1])]


def _row(line: Mapping[str, Any]) -> list[str]:
    return [f"{line[f'cost/{part}']:.4g}" for part in STYLE_PARTS]


def _parts(costs: Mapping[str, float]) -> dict[str, float]:
    return {f"{part}_part": costs[part] for part in STYLE_PARTS[1:]}


def _scores(costs: Mapping[str, float]) -> dict[str, Score]:
    return {name: Score(value) for name, value in _parts(costs).items()}


def _plain(value: object) -> object:
    return " ".join(map(str, value)) if isinstance(value, list) else value


def _read(path: Path) -> NDArray[np.uint8]:
    return np.array(Image.open(path).convert("RGB"))
