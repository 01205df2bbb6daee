"""The end of a run: the model written, the verdict made, the page drawn, the manifest last."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from netwright import store
from netwright.api._content import report_content
from netwright.api._decided import decided_task
from netwright.api._prepared import Prepared
from netwright.api._run import VERDICT
from netwright.api._score import Scored
from netwright.api._verdict import verdict_of
from netwright.api._verdict_facts import Trained
from netwright.artefacts import save_model
from netwright.contracts import Score
from netwright.diagnosis import RunVerdict
from netwright.report import ReportContent, card_markdown, report_html
from netwright.tasks import AnyTask


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a training ended.

    Args:
        steps: steps done.
        best_step: the step whose weights are kept.
        stopped: why it ended early; empty if it did not.
        seconds: part of the work -> how long it took, in the process that finished it.
    """

    steps: int
    best_step: int
    stopped: str
    seconds: Mapping[str, float]


def finish(
    run: Path, prepared: Prepared, weights: Mapping[str, Any], scored: Scored, ended: Ended
) -> None:
    """Write the model, the verdict, the page and the card, then the manifest.

    Args:
        run: the run folder.
        prepared: task, examples, recipe.
        weights: the ones that are kept.
        scored: their scores.
        ended: how training ended.

    Raises:
        StorageError: if the disk is full; everything saved before is intact.
    """
    about = {
        "goal": goal_facts(prepared.task, scored),
        "members": list(scored.members),
        "measures": {s: _plain(e.scores) for s, e in scored.splits.items()},
        "loss": {s: e.loss for s, e in scored.splits.items()},
        "trivial": {s: dict(values) for s, values in scored.trivial.items()},
        "steps": ended.steps,
        "best_step": ended.best_step,
        "stopped": ended.stopped,
        "parameters": scored.parameters,
        "data": {k: prepared.data[k] for k in ("data", "digest", "rows", "split_rule", "counts")},
    }
    task = decided_task(prepared, scored.splits)
    save_model(run / "model", task, weights, preprocess=prepared.preprocess, about=about)
    content = report_content(run, prepared, scored, about, ended.seconds)
    verdict = _judged(prepared, weights, scored, content, ended.steps)
    store.write_json(run / VERDICT, verdict.to_dict())
    content = replace(content, verdict=verdict)
    store.write_text(run / "report.html", report_html(content))
    store.write_text(run / "card.md", card_markdown(content))
    store.write_manifest(run)


def _judged(
    prepared: Prepared,
    weights: Mapping[str, Any],
    scored: Scored,
    content: ReportContent,
    steps: int,
) -> RunVerdict:
    learned = prepared.learned
    counted = [] if learned.layer else [layer.multiply_adds for layer in content.network]
    return verdict_of(
        Trained(
            learned=learned,
            weights=weights,
            scored=scored,
            history=content.series,
            steps=steps,
            multiply_adds=sum(counted),
        )
    )


def goal_facts(task: AnyTask, scored: Scored) -> dict[str, Any]:
    """The one number: measure, value, standard error, the trivial predictor's, split."""
    goal, split = task.goal, scored.goal_split
    value = scored.splits[split].scores[goal.measure]
    return {
        "measure": goal.measure,
        "value": value.value,
        "standard_error": value.standard_error,
        "trivial": scored.trivial[split][goal.measure],
        "split": split,
    }


def _plain(scores: Mapping[str, Score]) -> dict[str, list[float | None]]:
    return {name: [score.value, score.standard_error] for name, score in scores.items()}
