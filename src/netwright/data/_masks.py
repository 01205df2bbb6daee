"""Masks: pictures whose numbers are not light but the class of each pixel.

    bytes --opened as any picture--> indexes of a palette, or grey as it is --> uint8 (h, w)
    values of all masks --> classes, and which of them means "not known" --> 0 .. k - 1, ``VOID``

A palette's colours say nothing: its indexes are the values. Grey of 16 bits will do if it stays
below 256; of 1 bit it gives 0 and 1. Colour is refused, unless it is grey in disguise: which class
a colour stands for is written nowhere.

Where values run from 0 to k - 1 and there is 255 beside them, 255 is what VOC means by it: not
known. Masks of 0 and 255 alone have two classes. Any other value that means "not known", such as
CamVid's 11, must be named.

Source: Everingham et al. 2010, "The PASCAL visual object classes challenge", for 255.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile

from netwright.contracts import VOID
from netwright.data._classes import shown
from netwright.data._decode import _opened
from netwright.data._form import is_grey
from netwright.data._picture_source import Pixels
from netwright.errors import DataError, SettingError

MOST_VALUES = 64  # distinct values of what is still a mask and not a photograph
VALUES = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskClasses:
    """What the values of masks mean.

    Args:
        values: the value of each class, rising.
        void: values that mean "not known".
    """

    values: tuple[int, ...]
    void: tuple[int, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The classes by name: their values as texts."""
        return tuple(map(str, self.values))

    @property
    def table(self) -> NDArray[np.uint8]:
        """uint8 (256,): value -> class from 0 to k - 1, or ``VOID``."""
        table = np.full(VALUES, VOID, dtype=np.uint8)
        table[list(self.values)] = np.arange(len(self.values), dtype=np.uint8)
        return table

    def apply(self, mask: Pixels, *, name: str) -> Pixels:
        """Values to classes.

        Args:
            mask: uint8 (h, w), values.
            name: of its file, for messages.

        Returns:
            uint8 (h, w), from 0 to k - 1, or ``VOID``.

        Raises:
            DataError: if it holds a value that no training mask holds.
        """
        strange = np.setdiff1d(mask, (*self.values, *self.void))
        if strange.size:
            known = ", ".join(map(str, (*self.values, *self.void)))
            raise DataError(
                f"{shown(name)} must hold values that training masks hold, {known}; "
                f"got {int(strange[0])}",
                hint="add a mask with it to train, or name it as void",
            )
        return np.asarray(self.table[mask])


def decode_mask(data: bytes, *, name: str) -> Pixels:
    """Decode one mask in full, its values untouched.

    Args:
        data: the encoded mask, of a format of pictures.
        name: what to call it in messages.

    Returns:
        uint8 (h, w).

    Raises:
        UndecodableError: if it is no whole picture.
        DataError: if it has colours that are no palette, or a value above 255.
    """
    values = _opened(data, name, _values)
    if values is None:
        raise DataError(
            f"{shown(name)} must have one number for each pixel; got colours",
            hint="save class numbers as a grey picture or one with a palette",
        )
    if values.max() >= VALUES or values.min() < 0:
        raise DataError(f"{shown(name)} must hold values from 0 to 255; got {int(values.max())}")
    return values.astype(np.uint8)


def mask_classes(values: Collection[int], void: Sequence[int] = ()) -> MaskClasses:
    """Tell classes from "not known".

    Args:
        values: every value that occurs in training masks.
        void: those that the user says mean "not known".

    Returns:
        The classes, in the order of their values.

    Raises:
        SettingError: if a value named as void does not occur.
        DataError: if fewer than two classes are left.

    Example:
        >>> mask_classes({0, 1, 2, 255})
        MaskClasses(values=(0, 1, 2), void=(255,))
        >>> mask_classes({0, 255})
        MaskClasses(values=(0, 255), void=())
    """
    every = sorted(values)
    strange = [value for value in void if value not in every]
    if strange:
        listed = ", ".join(map(str, every))
        raise SettingError("void", strange[0], wanted=f"one of the values of masks: {listed}")
    unknown = set(void)
    if not void and len(every) > 2 and every == [*range(len(every) - 1), VALUES - 1]:
        unknown = {VALUES - 1}
    classes = tuple(value for value in every if value not in unknown)
    if len(classes) < 2:
        raise DataError(
            f"masks must have two classes or more; got {len(classes)}: values "
            f"{', '.join(map(str, every)) or 'none'}"
        )
    return MaskClasses(values=classes, void=tuple(sorted(unknown)))


def _values(image: ImageFile.ImageFile) -> NDArray[np.int64] | None:
    """The numbers of a mask; None for colours."""
    image.load()
    if image.mode in ("RGB", "RGBA"):
        colours = np.asarray(image.convert("RGB"))
        return colours[:, :, 0].astype(np.int64) if is_grey(colours) else None
    if image.mode in ("LA", "La", "PA"):
        plain: Image.Image = image.getchannel(0)
        return np.asarray(plain).astype(np.int64)
    if image.mode in ("1", "L", "P", "I", "I;16", "I;16B", "I;16L"):
        return np.asarray(image).astype(np.int64)
    return None
