"""Pictures: decode once, split, measure the training split, choose settings, make the task."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from netwright.api._data_facts import (
    class_counts,
    data_facts,
    decoded_facts,
    expect_classes,
    form_facts,
    picture_notes,
)
from netwright.api._prepared import Asked, Prepared, Say
from netwright.api._transfer import begin_settings, begin_with
from netwright.api._transfer_weights import find_pretrained
from netwright.contracts import Examples
from netwright.data import (
    PictureForm,
    PictureSource,
    SplitRule,
    decoded,
    duplicate_groups,
    split_rows,
    suggest_form,
)
from netwright.errors import DataError, RecipeError, SettingError
from netwright.models import Normalisation
from netwright.recipe import Recipe, Settings, resolve
from netwright.tasks import (
    DataFacts,
    ImageClassification,
    augmentation_from,
    channel_statistics,
    colour_axes,
    inferred_settings,
    network_settings,
    optimiser_settings,
    preset_settings,
)

LEAST_SIDE = 8
NOT_FOR_PICTURES = ("group", "time", "kinds", "log_target", "loss_weights")
OF_TABLES = ("target", "header")  # a table of paths has them too


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
    tabular = () if source.kind == "path table" else OF_TABLES
    check_applies(asked, (*NOT_FOR_PICTURES, *tabular), "pictures")
    first = asked.fixed or resolve(user=asked.user)
    pretrained = find_pretrained(first.settings)
    expected = pretrained.pictures if pretrained else None
    form = chosen_form(source, first, expected)
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
    over = begin_settings(pretrained, facts, asked.user)
    recipe = asked.fixed or resolve_recipe("image-classification", facts, asked, over=over)
    task = _task(source, form, recipe, picture_statistics(train, recipe, expected))
    repeated = len(labels) - len(np.unique(groups))
    counts = class_counts(source.classes, labels, splits)
    notes = [*picture_notes(source, splits, done, repeated), *expect_classes(counts)]
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, len(labels)),
        "classes": counts,
        **decoded_facts(done, repeated, form),
    }
    say(f"{source.count:,} pictures, {len(index)} classes, as {form.channels} x {form.side} x "
        f"{form.side}; {splits.why}")  # fmt: skip
    for note in notes:
        say(note)
    prepared = Prepared(
        task=task, examples=examples, recipe=recipe, preprocess=form_facts(form), data=data
    )
    return begin_with(prepared, pretrained, say)


def _task(
    source: PictureSource, form: PictureForm, recipe: Recipe, statistics: Mapping[str, Any]
) -> ImageClassification:
    settings = recipe.settings
    return ImageClassification(
        classes=source.classes,
        side=form.side,
        channels=form.channels,
        smoothing=settings.smoothing,
        augment=settings.augment,
        tta=settings.tta,
        **network_settings(settings),
        **statistics,
    )


def picture_statistics(
    train: np.ndarray[Any, np.dtype[np.uint8]],
    recipe: Recipe,
    expected: Normalisation | None = None,
) -> dict[str, Any]:
    """What the task has to know of the training pictures; no more than it uses."""
    if expected is None:
        found: dict[str, Any] = dict(channel_statistics(train))
    else:
        found = {"mean": expected.mean, "std": expected.std}
    if "colour" in augmentation_from(recipe.settings.augment, channels=train.shape[1]):
        found["colour_axes"] = colour_axes(train)
    return found


def check_applies(asked: Asked, names: Sequence[str], what: str) -> None:
    """Refuse settings that would change nothing, all of them at once.

    Args:
        asked: by the user; a run's own recipe was checked when it began.
        names: of settings that do not apply.
        what: the data are.

    Raises:
        RecipeError: one sentence for each.
    """
    given = {} if asked.fixed else asked.user
    idle = [n for n in names if n in given and given[n] != Settings.model_fields[n].default]
    if idle:
        raise RecipeError([f"{n} must be left out for {what}; got {given[n]!r}" for n in idle])


def split_rule(recipe: Recipe) -> SplitRule:
    """The part of a recipe that says how to split."""
    settings = recipe.settings
    return SplitRule(
        seed=settings.seed,
        val_share=settings.val_share,
        test_share=settings.test_share,
        train_dev_share=settings.train_dev_share,
    )


def resolve_recipe(
    task: str, facts: DataFacts, asked: Asked, *, over: Mapping[str, Any] | None = None
) -> Recipe:
    """Lay what was inferred, the preset and the user's settings over the defaults.

    Args:
        task: its name.
        facts: of the data.
        asked: by the user.
        over: what else follows from what was asked, over what follows from the data.

    Returns:
        The recipe.
    """
    user = dict(asked.user)
    inferred = inferred_settings(
        task, facts, model=str(user.get("model", "auto")), minutes=user.get("minutes")
    )
    if over:  # begun with weights learned elsewhere, which need no more than was asked for
        inferred = {k: v for k, v in inferred.items() if k != "dropout"} | dict(over)
    inferred |= optimiser_settings(str(user.get("optimiser", "")), inferred)
    preset = preset_settings(
        str(user.get("preset", "medium")), inferred, minutes=user.get("minutes")
    )
    if user.get("model") == "auto":
        del user["model"]
    return resolve(inferred=inferred, preset=preset, user=user)


def chosen_form(
    source: PictureSource, recipe: Recipe, expected: Normalisation | None = None
) -> PictureForm:
    """Side and channels, as asked for or as the pictures suggest; refuses what cannot work.

    Args:
        source: the pictures.
        recipe: as asked for.
        expected: what weights that were learned elsewhere expect of pictures; None for none.

    Returns:
        The form.

    Raises:
        SettingError: if the side is too small, or weights expect other channels.
        DataError: if there is no picture that decodes.
    """
    settings = recipe.settings
    if 0 < settings.side < LEAST_SIDE:
        raise SettingError("side", settings.side, wanted=f"{LEAST_SIDE} pixels or more")
    if source.count == 0:
        raise DataError("data must hold pictures; got none")
    if expected is None:
        suggested = suggest_form(source)
        side = settings.side or max(LEAST_SIDE, suggested.side)
        return PictureForm(side=side, channels=settings.channels or suggested.channels)
    channels = len(expected.mean)
    if settings.channels not in (0, channels):
        wanted = f"{channels}, as the pretrained weights expect, or left out"
        raise SettingError("channels", settings.channels, wanted=wanted)
    side = settings.side or expected.side
    return PictureForm(side=side, channels=3 if channels == 3 else 1, cut=expected.cut)
