"""Rows that may be scored of tasks of a kind of their own: boxes, pairs of pictures, styles."""

from pathlib import Path
from typing import Any

from netwright.api._detection_held import stored_boxes
from netwright.api._held import Held, expect_same, own_split, scored_part
from netwright.api._pairs_form import pairs_kept, stored_pairs
from netwright.api._predict import picture_form
from netwright.api._run import Run
from netwright.data import decoded, open_boxes, open_paired, open_unlabelled
from netwright.tasks import Detection, ImageToImage, Style

Data = str | Path


def own_held(run: Run, data: Data, facts: dict[str, Any], *, own: bool) -> Held | None:
    """The rows of ``data`` that may be scored.

    Args:
        run: the run.
        data: a path or a name.
        facts: the run's ``data.json``.
        own: whether these are the data it was trained on.

    Returns:
        The rows in the model's stored form; None for a task whose data are opened as usual.

    Raises:
        DataError: if the data do not fit the model.
    """
    task = run.model.task
    if isinstance(task, Detection):
        return _boxes(run, data, facts, own=own)
    if isinstance(task, ImageToImage):
        return _pairs(run, data, facts, own=own)
    if isinstance(task, Style):
        return _pictures(run, data, facts, own=own)
    return None


def _boxes(run: Run, data: Data, facts: dict[str, Any], *, own: bool) -> Held:
    source = open_boxes(data)
    same = expect_same(source.digest, facts, own=own)
    arrays, kept, notes = stored_boxes(run.model, source, run.recipe.settings.damaged)
    names = tuple(source.names[row] for row in kept)
    held = Held(split="all", arrays=arrays, names=names, notes=notes)
    return own_split(held, facts) if same else scored_part(held, [source.splits[r] for r in kept])


def _pairs(run: Run, data: Data, facts: dict[str, Any], *, own: bool) -> Held:
    kept = pairs_kept(run.model)
    source = open_paired(data, given=run.recipe.settings.given, known=kept.classes)
    same = expect_same(source.digest, facts, own=own)
    arrays = stored_pairs(kept, source)
    held = Held(split="all", arrays=arrays, names=source.names, notes=source.notes)
    return own_split(held, facts) if same else scored_part(held, list(source.splits))


def _pictures(run: Run, data: Data, facts: dict[str, Any], *, own: bool) -> Held:
    source = open_unlabelled(data)
    same = expect_same(source.digest, facts, own=own)
    done = decoded(source, picture_form(run.model), allow=run.recipe.settings.damaged)
    held = Held(
        split="all",
        arrays={"picture": done.pictures[done.kept]},
        names=tuple(source.names[row] for row in done.kept),
        notes=source.notes,
    )
    return own_split(held, facts) if same else held
