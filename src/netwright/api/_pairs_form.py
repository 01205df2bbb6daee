"""What a model of image to image keeps of its pairs, and pictures brought to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from netwright.artefacts import Model
from netwright.data import MaskClasses, PairForm, PairSource, decoded_pairs, in_channels
from netwright.errors import DamageError, DataError

SIDE_MAX = 4096
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsKept:
    """What ``model.json`` holds of the pairs.

    Args:
        form: of the training.
        scale: of its pictures over those that were given, most of them; above 0.
        classes: what values of masks mean; None where pictures are made.
    """

    form: PairForm
    scale: float
    classes: MaskClasses | None


def pairs_kept(model: Model) -> PairsKept:
    """Read what the model keeps of its pairs.

    Args:
        model: of image to image.

    Returns:
        The form, the scale and the values of masks.

    Raises:
        DamageError: if a value is missing, of another kind or out of its range.
    """
    facts = model.preprocess
    sides = [facts.get("height"), facts.get("width")]
    channels, made, scale = facts.get("channels"), facts.get("made"), facts.get("scale")
    fits = all(isinstance(side, int) and 1 <= side <= SIDE_MAX for side in sides)
    if not fits or channels not in (1, 3) or made not in (0, 1, 3):
        got = (*sides, channels, made)
        raise DamageError(f"preprocess must give the form of pairs; got {got}")
    if not isinstance(scale, float) or not 1 / SIDE_MAX <= scale <= SIDE_MAX:
        raise DamageError(f"preprocess must give a scale above 0; got {scale!r}")
    form = PairForm(
        height=cast("int", sides[0]),
        width=cast("int", sides[1]),
        channels=cast("Literal[1, 3]", channels),
        made=cast("Literal[0, 1, 3]", made),
    )
    return PairsKept(form=form, scale=scale, classes=None if made else _mask_classes(facts))


def _mask_classes(facts: Mapping[str, Any]) -> MaskClasses:
    values, void = facts.get("values"), facts.get("void")
    for numbers in (values, void):
        if not isinstance(numbers, list) or not all(
            isinstance(number, int) and 0 <= number <= 255 for number in numbers
        ):
            raise DamageError(f"preprocess must give the values of masks; got {values}, {void}")
    return MaskClasses(values=tuple(values or ()), void=tuple(void or ()))


def stored_pairs(kept: PairsKept, source: PairSource) -> dict[str, NDArray[Any]]:
    """Pairs in the model's stored form.

    Args:
        kept: by the model.
        source: opened, its masks read as the model's were.

    Returns:
        "picture" and "mask", or "wanted".

    Raises:
        DataError: if there are masks where pictures are made, the other way round, or a mask
            holds other values.
    """
    if bool(kept.form.made) != (source.classes is None):
        kinds = ("pictures to be made", "masks")
        wanted, got = kinds if kept.form.made else reversed(kinds)
        raise DataError(
            f"{source.path} must hold {wanted}, as in training; got {got}",
            hint="a mask has one number for each pixel, few of them in all",
        )
    done = decoded_pairs(source, kept.form)
    return {"picture": done.first, ("wanted" if kept.form.made else "mask"): done.second}


def as_trained(picture: Pixels, kept: PairsKept) -> Pixels:
    """A picture at the scale of the training, whole.

    Args:
        picture: (h, w, 1 or 3).
        kept: by the model.

    Returns:
        (c, h', w').
    """
    planes = in_channels(picture, kept.form.channels).transpose(2, 0, 1)
    height, width = (max(1, round(side * kept.scale)) for side in picture.shape[:2])
    return resized(planes, height, width, Image.Resampling.BICUBIC)


def resized(planes: Pixels, height: int, width: int, how: Image.Resampling) -> Pixels:
    """Planes (c, h, w), each scaled to (height, width)."""
    if planes.shape[1:] == (height, width):
        return planes
    scaled = [
        np.array(Image.fromarray(np.ascontiguousarray(plane)).resize((width, height), how))
        for plane in planes
    ]
    return np.stack(scaled)
