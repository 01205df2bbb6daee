r"""Pictures with boxes: read, decode once, split, find the anchors, make the task of detection.

    open_boxes --> DetectionSource --decoded, stored--> Examples "picture", "boxes", "box_label"
                                  \--split_rows------> the data's own splits, copies together
                                   \--fit_anchors----> anchors of the training boxes

``data.json`` keeps what a later evaluation needs of train: the constant boxes of the predictor that
does not look.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.api._begin_trunk import (
    begin_trunk,
    expected_channels,
    trunk_asked,
    trunk_settings,
)
from netwright.api._data_facts import data_facts, decoded_facts, form_facts
from netwright.api._own_settings import check_own
from netwright.api._pictures import (
    NOT_FOR_PICTURES,
    OF_TABLES,
    check_applies,
    picture_statistics,
    resolve_recipe,
    split_rule,
)
from netwright.api._prepared import Asked, Prepared, Say
from netwright.contracts import NO_BOX, Examples
from netwright.data import (
    Anchors,
    DetectionSource,
    PictureForm,
    Splits,
    best_overlap,
    decoded,
    duplicate_groups,
    fit_anchors,
    open_boxes,
    split_rows,
    suggest_form,
)
from netwright.errors import DataError, SettingError
from netwright.measures.detection_baseline import constant_boxes
from netwright.models import yolo_weights
from netwright.recipe import Recipe, Settings, resolve
from netwright.tasks import (
    DataFacts,
    Detection,
    anchor_sizes,
    map_side,
    network_settings,
    truth_of,
)

NAME = "detection"
LEAST_SIDE, CELL = 64, 16
SCORE = 0.25  # of a box that is shown, until val says better
IDLE = (
    "smoothing", "members", "dropout", "activation", "init", "freeze", "thaw", "tta",
)  # fmt: skip
Rows = NDArray[np.int64]
Quarantined = Sequence[tuple[str, str, str]]  # name, class and what is wrong


def prepare_detection(asked: Asked, say: Say) -> Prepared:
    """Make examples, task and recipe of pictures with boxes.

    Args:
        asked: by the user.
        say: told what was found, a line at a time.

    Returns:
        Everything but the plan.

    Raises:
        DataError: if there are no boxes, or the pictures cannot be used.
        RecipeError: if a setting would change nothing.
        SettingError: if a setting cannot work.
    """
    check_own(asked, task=NAME)
    check_applies(asked, (*NOT_FOR_PICTURES, *OF_TABLES, *IDLE), NAME)
    if asked.test is not None:
        wanted = "left out for pictures with boxes, whose own splits count"
        raise SettingError("test", asked.test, wanted=wanted)
    source = open_boxes(asked.data)
    first = asked.fixed or resolve(user=asked.user)
    pretrained = trunk_asked(first.settings, "yolo")
    form = _form(source, first.settings, expected_channels(pretrained, first.settings))
    done = decoded(source.pictures(), form, allow=first.settings.damaged)
    kept = done.kept
    pictures = done.pictures if len(kept) == source.count else done.pictures[kept]
    copies = duplicate_groups(pictures)
    given = [source.splits[row] for row in kept]
    splits = split_rows(split_rule(first), strata=None, given=given, groups=copies)
    arrays = {"picture": pictures, **source.stored(kept, form.side)}
    examples = Examples(arrays, splits.rows, tuple(source.names[row] for row in kept))
    train = _boxes_of(examples, splits.rows["train"])
    over = trunk_settings(pretrained, "yolo")
    anchors, recipe = _anchored(train, form, asked, len(splits.rows["train"]), over)
    expected = pretrained.pictures if pretrained else None
    statistics = picture_statistics(pictures[splits.rows["train"]], recipe, expected)
    task = _task(source, form, recipe, anchors, statistics)
    repeated = len(kept) - len(np.unique(copies))
    counts = _box_counts(source.classes, examples.arrays["box_label"], splits)
    notes = [*_notes(source, splits, done.quarantined, repeated), *_lacking(counts)]
    data = {
        **data_facts(source.kind, source.digest, asked, splits, notes, len(kept)),
        "classes": counts,
        **decoded_facts(done, repeated, form),
        "boxes": _box_facts(source, train, anchors),
        "constant": constant_boxes(
            truth_of(examples.take(splits.rows["train"], task.targets)), len(source.classes)
        ).round(3).tolist(),
    }  # fmt: skip
    _say(say, source, form, splits, data)
    prepared = Prepared(
        task=task, examples=examples, recipe=recipe, preprocess=form_facts(form), data=data
    )
    return begin_trunk(prepared, pretrained, say, channels=form.channels, puts=yolo_weights)


def _form(source: DetectionSource, settings: Settings, channels: int) -> PictureForm:
    side = settings.side
    if side and (side < LEAST_SIDE or side % CELL):
        raise SettingError("side", side, wanted="a multiple of 16 from 64 to 1024 pixels")
    channels = channels or suggest_form(source.pictures()).channels
    longer = float(np.median(source.sizes.max(axis=1)))
    return PictureForm(
        side=side or map_side(longer), channels=3 if channels == 3 else 1, whole=True
    )


def _boxes_of(examples: Examples, rows: Rows) -> NDArray[np.float64]:
    """Widths and heights of the boxes that are learned, in pixels of the square: (m, 2)."""
    taken = examples.take(rows, ("boxes", "box_label", "box_crowd"))
    there = (taken["box_label"] != NO_BOX) & ~taken["box_crowd"]
    boxes = taken["boxes"][there].astype(np.float64)
    if not len(boxes):
        raise DataError(
            "train must have boxes to learn from; got pictures without any",
            hint="another --seed, or a smaller --set val_share, leaves others to train",
        )
    sides: NDArray[np.float64] = boxes[:, 2:] - boxes[:, :2]
    return sides


def _anchored(
    sizes: NDArray[np.float64],
    form: PictureForm,
    asked: Asked,
    train: int,
    over: Mapping[str, Any],
) -> tuple[Anchors, Recipe]:
    """Anchors as asked for, or found; and the recipe, which says how many."""
    facts = DataFacts(train=train, side=form.side, channels=form.channels)
    different = len(np.unique(sizes, axis=0))
    few = {"anchors": str(different)} if different < int(_usual("anchors")) else {}
    recipe = asked.fixed or resolve_recipe(NAME, facts, asked, over={**over, **few})
    settings = recipe.settings
    given = np.array(anchor_sizes(settings.anchors), dtype=np.float64)
    if len(given):
        return Anchors(given, float(best_overlap(sizes, given).mean())), recipe
    return fit_anchors(sizes, int(settings.anchors), seed=settings.seed), recipe


def _usual(name: str) -> str:
    return str(Settings.model_fields[name].default)


def _task(
    source: DetectionSource,
    form: PictureForm,
    recipe: Recipe,
    anchors: Anchors,
    statistics: Mapping[str, Any],
) -> Detection:
    settings = recipe.settings
    size = network_settings(settings)
    return Detection(
        classes=source.classes,
        side=form.side,
        channels=form.channels,
        anchors=tuple((float(w), float(h)) for w, h in anchors.sizes.round(2).tolist()),
        network=size.pop("network"),
        width=settings.width,
        augment=settings.augment,
        mosaic=settings.mosaic,
        overlap=settings.overlap,
        score=SCORE if settings.score is None else settings.score,
        **statistics,
    )


def _lacking(counts: Mapping[str, Mapping[str, int]]) -> list[str]:
    """A note on the classes whose boxes are all held out."""
    none = [name for name, found in counts.items() if not found["train"]]
    said = "cannot be learned; another --seed may leave it some"
    return [f"train has no box of {name!r}, which {said}" for name in none]


def _notes(
    source: DetectionSource, splits: Splits, quarantined: Quarantined, repeated: int
) -> list[str]:
    """What a person should know of the data, one line each, faults of the annotations first."""
    notes = [fault.sentence for fault in source.faults]
    notes += [*source.notes, *splits.notes]
    notes += [f"{name} is damaged: {why}" for name, _, why in quarantined]
    if repeated:
        notes.append(f"{repeated:,} pictures repeat another to the byte; repeats share a split")
    return notes


def _box_counts(
    classes: tuple[str, ...], labels: NDArray[np.int64], splits: Splits
) -> dict[str, dict[str, int]]:
    """Boxes of each class in each split."""
    counts = {
        split: np.bincount(labels[rows][labels[rows] != NO_BOX], minlength=len(classes)).tolist()
        for split, rows in splits.rows.items()
    }
    return {
        name: {split: counts[split][number] for split in counts}
        for number, name in enumerate(classes)
    }


def _box_facts(
    source: DetectionSource, sizes: NDArray[np.float64], anchors: Anchors
) -> dict[str, Any]:
    """How large boxes are, which anchors stand for them, and what was wrong with them."""
    across = np.percentile(sizes, [5, 50, 95], axis=0)
    return {
        "count": int(source.objects.sum()),
        "crowds": int(source.difficult.sum()),
        "anchors": anchors.sizes.round(2).tolist(),
        "anchor_overlap": round(anchors.fit, 4),
        "widths": across[:, 0].round(1).tolist(),
        "heights": across[:, 1].round(1).tolist(),
        "faults": [
            {"rule": f.rule, "count": f.count, "done": f.done, "places": list(f.places)}
            for f in source.faults
        ],
    }


def _say(
    say: Say,
    source: DetectionSource,
    form: PictureForm,
    splits: Splits,
    data: Mapping[str, Any],
) -> None:
    boxes = data["boxes"]
    say(f"{source.count:,} pictures with {boxes['count']:,} boxes of {len(source.classes)} classes "
        f"({source.kind.upper()}), laid into {form.channels} x {form.side} x {form.side}; "
        f"{splits.why}")  # fmt: skip
    sizes = ", ".join(f"{w:.0f} x {h:.0f}" for w, h in boxes["anchors"])
    say(f"{len(boxes['anchors'])} anchors of {sizes} pixels overlap the training boxes by "
        f"{boxes['anchor_overlap']:.3f} in the mean")  # fmt: skip
    for note in data["notes"]:
        say(note)
