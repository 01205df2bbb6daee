"""Pictures: decode once, split, measure the training split, choose settings, make the task."""

from typing import Any

import numpy as np

from netwright.api._prepared import Asked, Prepared, Say
from netwright.contracts import Examples
from netwright.data import (
    Decoded,
    PictureForm,
    PictureSource,
    SplitRule,
    Splits,
    decoded,
    duplicate_groups,
    split_rows,
    suggest_form,
)
from netwright.errors import DataError, SettingError
from netwright.recipe import Recipe, resolve
from netwright.tasks import (
    DataFacts,
    ImageClassification,
    channel_statistics,
    inferred_settings,
    preset_settings,
)

LEAST_SIDE = 8


def prepare_pictures(source: PictureSource, asked: Asked, say: Say) -> Prepared:
    """Make examples, task and recipe of pictures.

    Args:
        source: opened.
        asked: by the user.
        say: told what was found, a line at a time.

    Returns:
        Everything but the plan.

    Raises:
        DataError: if the pictures cannot be used.
        RecipeError: if a setting cannot work.
    """
    first = asked.fixed or resolve(user=asked.user)
    form = _form(source, first)
    done = decoded(source, form, allow=first.settings.damaged)
    kept = done.kept
    index = {name: number for number, name in enumerate(source.classes)}
    labels = np.array([index[source.labels[row]] for row in kept], dtype=np.int64)
    pictures = done.pictures if len(kept) == source.count else done.pictures[kept]
    groups = duplicate_groups(pictures)
    splits = split_rows(
        split_rule(first), strata=labels, given=[source.splits[r] for r in kept], groups=groups
    )
    names = tuple(source.names[row] for row in kept)
    examples = Examples({"picture": pictures, "label": labels}, splits.rows, names)
    train = pictures[splits.rows["train"]]
    facts = DataFacts(train=len(train), classes=len(index), side=form.side, channels=form.channels)
    recipe = asked.fixed or resolve_recipe("image-classification", facts, asked)
    settings = recipe.settings
    task = ImageClassification(
        classes=source.classes,
        side=form.side,
        channels=form.channels,
        network=settings.model,
        width=settings.width,
        members=settings.members,
        dropout=settings.dropout,
        smoothing=settings.smoothing,
        augment=settings.augment,
        **channel_statistics(train),
    )
    repeated = len(labels) - len(np.unique(groups))
    notes = _notes(source, splits, done, repeated)
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, len(labels)),
        "classes": class_counts(source.classes, labels, splits),
        "quarantined": [list(row) for row in done.quarantined],
        "duplicates": repeated,
        "picture": {"side": form.side, "channels": form.channels},
    }
    say(f"{source.count:,} pictures, {len(index)} classes, as {form.channels} x {form.side} x "
        f"{form.side}; {splits.why}")  # fmt: skip
    for note in notes:
        say(note)
    preprocess = {"kind": "picture", "side": form.side, "channels": form.channels}
    return Prepared(task=task, examples=examples, recipe=recipe, preprocess=preprocess, data=data)


def _notes(source: PictureSource, splits: Splits, done: Decoded, repeated: int) -> list[str]:
    notes = [*source.notes, *splits.notes]
    notes += [f"{name} ({kind}) is damaged: {why}" for name, kind, why in done.quarantined]
    if repeated:
        notes.append(f"{repeated:,} pictures repeat another to the byte; repeats share a split")
    return notes


def split_rule(recipe: Recipe) -> SplitRule:
    """The part of a recipe that says how to split."""
    settings = recipe.settings
    return SplitRule(
        seed=settings.seed,
        val_share=settings.val_share,
        test_share=settings.test_share,
        train_dev_share=settings.train_dev_share,
    )


def resolve_recipe(task: str, facts: DataFacts, asked: Asked) -> Recipe:
    """Lay what was inferred, the preset and the user's settings over the defaults."""
    user = dict(asked.user)
    inferred = inferred_settings(
        task, facts, model=str(user.get("model", "auto")), minutes=user.get("minutes")
    )
    preset = preset_settings(str(user.get("preset", "medium")), inferred)
    if user.get("model") == "auto":
        del user["model"]
    return resolve(inferred=inferred, preset=preset, user=user)


def data_facts(
    kind: str, digest: str, asked: Asked, splits: Splits, notes: list[str], rows: int
) -> dict[str, Any]:
    """What ``data.json`` holds of any data: the rows of train are those not listed."""
    held = {name: rows.tolist() for name, rows in splits.rows.items() if name != "train"}
    return {
        "data": asked.data,
        "test": asked.test,
        "kind": kind,
        "digest": digest,
        "rows": rows,
        "split_rule": splits.why,
        "counts": {name: len(rows) for name, rows in splits.rows.items()},
        "held_out": held,
        "notes": notes,
    }


def class_counts(
    classes: tuple[str, ...], labels: np.ndarray[Any, np.dtype[np.int64]], splits: Splits
) -> dict[str, dict[str, int]]:
    """Rows of each class in each split."""
    counts = {
        split: np.bincount(labels[rows], minlength=len(classes)).tolist()
        for split, rows in splits.rows.items()
    }
    return {
        name: {split: counts[split][number] for split in counts}
        for number, name in enumerate(classes)
    }


def _form(source: PictureSource, recipe: Recipe) -> PictureForm:
    settings = recipe.settings
    if 0 < settings.side < LEAST_SIDE:
        raise SettingError("side", settings.side, wanted=f"{LEAST_SIDE} pixels or more")
    suggested = suggest_form(source)
    side = settings.side or max(LEAST_SIDE, suggested.side)
    channels = settings.channels or suggested.channels
    if source.count == 0:
        raise DataError("data must hold pictures; got none")
    return PictureForm(side=side, channels=channels)
