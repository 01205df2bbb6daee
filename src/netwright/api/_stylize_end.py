"""The end of a styled picture: judged beside the unchanged one, drawn, and closed by its manifest.

    picture, content, style --features--> costs --> figures --> rules --> verdicts.json, report.html

Costs are those of the result as it is shown, before colours are put back, at the last size. Beside
them stand those of the content as it was given, which is the predictor that changes nothing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from netwright import store
from netwright.api._run import VERDICT
from netwright.api._style_features import Looker
from netwright.api._style_pictures import StylePictures
from netwright.api._stylize_run import RESULT, png
from netwright.api._stylize_settings import StylizeSettings
from netwright.api._stylize_shown import style_report
from netwright.diagnosis import Facts, RunVerdict, diagnose
from netwright.objectives import STYLE_PARTS, StyleCost
from netwright.report import report_html
from netwright.training import scaled_to, sized, with_colours_of

ENDED = "result.json"
NOTE = "judged by its costs beside those of the unchanged picture; no short runs on copies"


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleJudged:
    """A picture beside others.

    Args:
        costs: of the picture by part.
        unchanged: of the content as it was given.
        unrelated: of the style picture in place of it.
        moved: root mean square difference from the content, 0 to 1.
    """

    costs: Mapping[str, float]
    unchanged: Mapping[str, float]
    unrelated: Mapping[str, float]
    moved: float

    @property
    def figures(self) -> dict[str, float]:
        """What the rules read."""
        return {
            "style/worse": _over(self.costs["total"], self.unchanged["total"]),
            "style/rough": _over(self.costs["variation"], self.unchanged["variation"]),
            "style/left": _over(self.costs["style"], self.unchanged["style"]),
            "style/lost": _over(self.costs["content"], self.unrelated["content"]),
            "style/share": _over(self.costs["content"], self.costs["total"]),
            "style/moved": self.moved,
        }


def judged(
    looker: Looker, settings: StylizeSettings, pictures: StylePictures, picture: Tensor
) -> StyleJudged:
    """Measure a picture at the last size.

    Args:
        looker: whose features count.
        settings: weights and sizes.
        pictures: what was given.
        picture: (3, h, w), from 0 to 1, as it is shown.

    Returns:
        Its costs beside others.
    """
    size = settings.sizes[-1]
    content, style = sized(pictures.content, size), pictures.style
    cost = settings.cost(looker.layers.content, looker.layers.style)
    with torch.no_grad():
        cost.aim_at_content(looker.features(content))
        cost.aim_at_style(looker.features(sized(style, size * settings.style_scale)))
        height, width = content.shape[2:]
        other = scaled_to(style.unsqueeze(0), height, width).clamp(0, 1)
        found = [_costs(looker, cost, one) for one in (picture.unsqueeze(0), content, other)]
    moved = float((picture - content[0]).square().mean().sqrt())
    return StyleJudged(costs=found[0], unchanged=found[1], unrelated=found[2], moved=moved)


def finish_style(
    folder: Path,
    facts: Mapping[str, Any],
    looker: Looker,
    settings: StylizeSettings,
    pictures: StylePictures,
    picture: Tensor,
    seconds: Mapping[str, float],
) -> None:
    """Write the picture, the verdict and the page, then the manifest.

    Args:
        folder: of the run.
        facts: of ``style.json``.
        looker: whose features count.
        settings: all of them.
        pictures: what was given.
        picture: (3, h, w), from 0 to 1.
        seconds: part of the work -> how long it took.

    Raises:
        StorageError: if the disk is full; everything saved before is intact.
    """
    found = judged(looker, settings, pictures, picture)
    shown = picture
    if settings.keep_colours:
        shown = with_colours_of(sized(pictures.content, settings.sizes[-1])[0], picture)
    store.write_bytes(folder / RESULT, png(shown))
    verdict = _verdict(found)
    store.write_json(folder / VERDICT, verdict.to_dict())
    lines = store.read_lines(folder / "history.jsonl")
    ended = {
        "cost": dict(found.costs),
        "unchanged": dict(found.unchanged),
        "figures": {n: v for n, v in found.figures.items() if math.isfinite(v)},
        "steps": lines[-1]["step"] if lines else 0,
        "evaluations": lines[-1]["evaluations"] if lines else 0,
        "height": shown.shape[1],
        "width": shown.shape[2],
    }
    store.write_json(folder / ENDED, ended)
    content = style_report(
        folder, facts, ended, pictures=_as_given(settings, pictures), lines=lines,
        verdict=verdict, seconds=seconds,
    )  # fmt: skip
    store.write_text(folder / "report.html", report_html(content))
    store.write_manifest(folder)


def _verdict(found: StyleJudged) -> RunVerdict:
    verdict = RunVerdict.of(diagnose(Facts(own=found.figures)), None, [NOTE])
    if verdict.health != "healthy":
        return verdict
    left, share = (found.figures[f"style/{name}"] for name in ("left", "share"))
    why = (
        f"{left:.1%} of the style cost of the unchanged picture are left, and content is "
        f"{share:.1%} of the cost"
    )
    return replace(verdict, lines=("healthy", why, "look at the picture: only eyes can judge it"))


def _as_given(settings: StylizeSettings, pictures: StylePictures) -> Sequence[tuple[str, Tensor]]:
    size = min(settings.sizes[-1], 512)  # no more than a page needs
    return [
        ("the content as it was given", sized(pictures.content, size)[0]),
        ("the style", sized(pictures.style, size)[0]),
    ]


def _costs(looker: Looker, cost: StyleCost, picture: Tensor) -> dict[str, float]:
    costs = cost(picture, looker.features(picture))
    return {name: float(getattr(costs, name)) for name in STYLE_PARTS}


def _over(a: float, b: float) -> float:
    return a / b if b else math.nan
