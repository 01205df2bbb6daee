r"""Pairs of pictures: decode once, split, choose settings, make the task of image to image.

    open_paired --> PairSource --decoded_pairs--> Examples "picture", and "mask" or "wanted"
                                \--split_rows---> the data's own splits, copies together

``data.json`` keeps what a later evaluation needs of train: the one answer for every picture of the
predictor that does not look, as a PNG.
"""

import base64
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from netwright.api._begin_trunk import (
    begin_trunk,
    expected_channels,
    trunk_asked,
    trunk_settings,
)
from netwright.api._data_facts import data_facts
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
from netwright.contracts import VOID, Examples
from netwright.data import (
    PairForm,
    PairSource,
    Splits,
    decoded_pairs,
    duplicate_groups,
    open_paired,
    split_rows,
    suggest_pair_form,
)
from netwright.errors import DataError, SettingError
from netwright.models import encoder_weights
from netwright.recipe import Recipe, Settings, resolve
from netwright.tasks import DataFacts, ImageToImage, network_settings, usual_answer, values_in

NAME = "image-to-image"
IDLE = (
    "smoothing", "members", "activation", "init", "freeze", "thaw", "stage_rate", "tta", "damaged",
)  # fmt: skip
OF_MASKS = ("void", "boundary", "dice")
OF_MADE = ("distance", "adversarial")
LEAST_SIDE = 32
SAMPLE = 50  # pairs whose size is looked at


def prepare_pairs(asked: Asked, say: Say) -> Prepared:
    """Make examples, task and recipe of pairs of pictures.

    Args:
        asked: by the user.
        say: told what was found, a line at a time.

    Returns:
        Everything but the plan.

    Raises:
        DataError: if there are no pairs, or they cannot be used.
        RecipeError: if a setting would change nothing.
        SettingError: if a setting cannot work.
    """
    check_own(asked, task=NAME)
    check_applies(asked, (*NOT_FOR_PICTURES, *OF_TABLES, *IDLE), NAME)
    if asked.test is not None:
        raise SettingError("test", asked.test, wanted="left out for pairs, whose own splits count")
    first = asked.fixed or resolve(user=asked.user)
    source = _opened(asked, first.settings)
    pretrained = trunk_asked(first.settings, "unet")
    form = _form(source, first.settings, expected_channels(pretrained, first.settings))
    arrays, splits = _split(source, form, first)
    examples = Examples(arrays, splits.rows, source.names)
    train = arrays["picture"][splits.rows["train"]]
    classes = source.classes.names if source.classes else ()
    facts = DataFacts(
        train=len(train), classes=len(classes), side=form.width, channels=form.channels
    )
    over = trunk_settings(pretrained, "unet")
    recipe = asked.fixed or resolve_recipe(NAME, facts, asked, over=over)
    expected = pretrained.pictures if pretrained else None
    task = _task(classes, form, recipe, picture_statistics(train, recipe, expected))
    wanted = examples.take(splits.rows["train"], task.targets)[task.targets[0]]
    data = {
        **data_facts(source.kind, source.digest, asked, splits, _notes(source, splits),
                     source.count),
        **(mask_counts(task, arrays["mask"], splits) if classes else {}),
        "picture": {"height": form.height, "width": form.width, "channels": form.channels,
                    "made": form.made},
        "usual": packed(usual_answer(task, wanted)),
    }  # fmt: skip
    made = f"masks of {len(classes)} classes" if classes else "pictures to be made"
    say(f"{source.count:,} pairs ({source.kind}), {made}, as {form.channels} x {form.height} x "
        f"{form.width}; {splits.why}")  # fmt: skip
    for note in data["notes"]:
        say(note)
    prepared = Prepared(
        task=task,
        examples=examples,
        recipe=recipe,
        preprocess=_form_facts(source, form),
        data=data,
    )
    return begin_trunk(prepared, pretrained, say, channels=form.channels, puts=encoder_weights)


def packed(answer: NDArray[np.uint8]) -> str:
    """A mask (h, w), or a picture (1 or 3, h, w), as a PNG in base64."""
    planes = answer if answer.ndim == 2 else answer[0] if len(answer) == 1 else answer
    pixels = planes if planes.ndim == 2 else planes.transpose(1, 2, 0)
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(pixels)).save(file, format="PNG")
    return base64.b64encode(file.getvalue()).decode("ascii")


def unpacked(text: str, task: ImageToImage) -> NDArray[np.uint8]:
    """What ``packed`` was given for a task."""
    pixels = np.array(Image.open(io.BytesIO(base64.b64decode(text))))
    if not task.made:
        return pixels
    return pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)


def mask_counts(
    task: ImageToImage, masks: NDArray[np.uint8], splits: Splits
) -> dict[str, dict[str, Any]]:
    """In how many pictures of each split a class is, and which share of training pixels it has.

    Args:
        task: of masks.
        masks: (n, h, w), class numbers or ``VOID``.
        splits: which rows are in which split.

    Returns:
        "classes": class -> split -> pictures; "pixels": class, and "void" -> share.

    Raises:
        DataError: if train knows no pixel, or a class is in no training mask.
    """
    numbers = (*range(len(task.classes)), VOID)
    there = {
        split: np.array([[(masks[row] == c).sum() for c in numbers] for row in rows])
        for split, rows in splits.rows.items()
    }
    pixels = there["train"].sum(axis=0)
    lacking = [name for name, n in zip(task.classes, pixels[:-1], strict=True) if not n]
    if lacking:
        raise DataError(
            f"train must have pixels of every class; got none of {', '.join(lacking[:5])}",
            hint="a class that training never saw cannot be answered; name it as void",
        )
    shares = (pixels / max(1, pixels.sum())).round(6).tolist()
    return {
        "classes": {
            name: {split: int((counts[:, c] > 0).sum()) for split, counts in there.items()}
            for c, name in enumerate(task.classes)
        },
        "pixels": {**dict(zip(task.classes, shares, strict=False)), "void": shares[-1]},
    }


def _opened(asked: Asked, settings: Settings) -> PairSource:
    """The pairs; settings of the other kind of targets are refused."""
    source = open_paired(asked.data, void=values_in(settings.void), given=settings.given)
    if source.classes is None:
        check_applies(asked, OF_MASKS, "pictures to be made")
    else:
        check_applies(asked, OF_MADE, "masks")
    return source


def _form(source: PairSource, settings: Settings, channels: int) -> PairForm:
    if settings.side and settings.side < LEAST_SIDE:
        raise SettingError("side", settings.side, wanted=f"{LEAST_SIDE} pixels or more for pairs")
    longer = {"longer": settings.side} if settings.side else {}
    form = suggest_pair_form(source, **longer)
    return replace(form, channels=3 if (channels or form.channels) == 3 else 1)


def _split(
    source: PairSource, form: PairForm, recipe: Recipe
) -> tuple[dict[str, NDArray[np.uint8]], Splits]:
    done = decoded_pairs(source, form)
    copies = duplicate_groups(done.first)
    splits = split_rows(split_rule(recipe), strata=None, given=source.splits, groups=copies)
    name = "wanted" if form.made else "mask"
    return {"picture": done.first, name: done.second}, splits


def _task(
    classes: tuple[str, ...], form: PairForm, recipe: Recipe, statistics: Mapping[str, Any]
) -> ImageToImage:
    settings = recipe.settings
    return ImageToImage(
        classes=classes,
        sides=(form.height, form.width),
        channels=form.channels,
        made=form.made,
        up=settings.up,
        dice=settings.dice,
        boundary=settings.boundary,
        distance=settings.distance,
        adversarial=settings.adversarial,
        augment=settings.augment,
        **network_settings(settings),
        **statistics,
    )


def _form_facts(source: PairSource, form: PairForm) -> dict[str, Any]:
    """What a model file says of its pairs; the scale is that of most of its pictures."""
    rows = np.unique(np.linspace(0, source.count - 1, min(SAMPLE, source.count)).astype(np.int64))
    sizes = np.array([source.first(row).shape[:2] for row in rows.tolist()], dtype=np.float64)
    scales = np.maximum(form.height / sizes[:, 0], form.width / sizes[:, 1])
    facts: dict[str, Any] = {
        "kind": "pairs",
        "height": form.height,
        "width": form.width,
        "channels": form.channels,
        "made": form.made,
        "scale": float(np.median(scales)),
    }
    if source.classes is not None:
        facts |= {"values": list(source.classes.values), "void": list(source.classes.void)}
    return facts


def _notes(source: PairSource, splits: Splits) -> list[str]:
    """What a person should know of the data, one line each."""
    notes = [*source.notes, *splits.notes]
    if source.classes is not None and source.classes.void:
        values = ", ".join(map(str, source.classes.void))
        notes.append(f"value {values} of masks means not known, and is left out of every measure")
    return notes
