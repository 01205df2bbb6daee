"""Pairs decoded once into memory-mapped files in the user's cache, keyed by content.

    cache/decoded/<key>/  first.npy      uint8 (n, c, h, w)
                          second.npy     uint8 (n, c', h, w), or (n, h, w) for masks
                          manifest.json  lengths and SHA-256, written last

Both of a pair are brought to one size the same way: the middle part of the wanted shape is cut
out, and scaled; pictures bicubic with antialiasing, masks to the nearest pixel, as a mean of
classes is no class. All pairs have the form that suits most of them (``suggest_pair_form``).

Nothing is left out: a pair that does not decode is an error, since its rows would be missed.
Cost: each pair is decoded twice, once for each file.
"""

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import PIL
from PIL import Image

from netwright import store
from netwright.data._decode import DECODER
from netwright.data._form import SIDE_MAX, in_channels, is_grey
from netwright.data._pairs import PairSource
from netwright.data._picture_source import Pixels
from netwright.errors import SettingError, StorageError

LAYOUT = 1  # raise it when the files of a cache change
MULTIPLE = 32  # sides are multiples of it: networks halve them up to five times
LONGER = 256  # the longer side of what is larger
_FIRST, _SECOND = "first.npy", "second.npy"

_building = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairForm:
    """What every pair is brought to.

    Args:
        height: in pixels, 1 to 4096.
        width: in pixels, 1 to 4096.
        channels: of what is given, 1 or 3.
        made: channels of the picture to be made, 1 or 3; 0 for a mask.

    Raises:
        SettingError: if a value is out of its range.
    """

    height: int
    width: int
    channels: Literal[1, 3]
    made: Literal[0, 1, 3]

    def __post_init__(self) -> None:
        for name, side in (("height", self.height), ("width", self.width)):
            if not 1 <= side <= SIDE_MAX:
                raise SettingError(name, side, wanted=f"from 1 to {SIDE_MAX} pixels")
        if self.channels not in (1, 3) or self.made not in (0, 1, 3):
            got = (self.channels, self.made)
            raise SettingError("channels", got, wanted="1 or 3; or 0 for masks to be made")

    def apply_first(self, picture: Pixels) -> Pixels:
        """uint8 (h, w, 1 or 3) -> uint8 (channels, height, width)."""
        return self._picture(picture, self.channels)

    def apply_second(self, picture: Pixels) -> Pixels:
        """A picture as in ``apply_first``, or a mask, uint8 (h, w) -> (height, width)."""
        if self.made:
            return self._picture(picture, self.made)
        return self._scaled(self._cut(picture), Image.Resampling.NEAREST)

    def _picture(self, picture: Pixels, channels: int) -> Pixels:
        planes = in_channels(self._cut(picture), channels).transpose(2, 0, 1)
        scaled = [self._scaled(plane, Image.Resampling.BICUBIC) for plane in planes]
        return np.stack(scaled)

    def _cut(self, picture: Pixels) -> Pixels:
        """The largest middle part that is as wide and as high as this form, in proportion."""
        height, width = picture.shape[:2]
        high = min(height, max(1, round(width * self.height / self.width)))
        wide = min(width, max(1, round(height * self.width / self.height)))
        top, left = (height - high) // 2, (width - wide) // 2
        return picture[top : top + high, left : left + wide]

    def _scaled(self, plane: Pixels, how: Image.Resampling) -> Pixels:
        if plane.shape == (self.height, self.width):
            return np.ascontiguousarray(plane)
        image = Image.fromarray(np.ascontiguousarray(plane))
        return np.array(image.resize((self.width, self.height), how))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecodedPairs:
    """Decoded pairs, memory-mapped and read-only, in source order.

    Args:
        first: uint8 (n, c, h, w), what is given.
        second: uint8 (n, c', h, w), or (n, h, w) for masks.
    """

    first: Pixels
    second: Pixels


def suggest_pair_form(source: PairSource, *, longer: int = LONGER, sample: int = 50) -> PairForm:
    """Look at some pairs and choose the form that suits them.

    Args:
        source: the pairs.
        longer: the longer side of what is larger, 32 or more.
        sample: how many to look at, evenly spread, 1 or more.

    Returns:
        The middle shape of those looked at, smaller where it is larger than ``longer``, with sides
        that are multiples of 32; grey stays grey.

    Raises:
        SettingError: if ``longer`` is below 32.
    """
    if longer < MULTIPLE:
        raise SettingError("longer", longer, wanted=f"{MULTIPLE} pixels or more")
    count = min(max(1, sample), source.count)
    rows = np.unique(np.linspace(0, source.count - 1, count).astype(np.int64)).tolist()
    pictures = [source.first(row) for row in rows]
    height, width = np.median([picture.shape[:2] for picture in pictures], axis=0).tolist()
    factor = min(1.0, longer / max(height, width))
    sides = [max(1, round(side * factor / MULTIPLE)) * MULTIPLE for side in (height, width)]
    made: Literal[0, 1, 3] = 0
    if source.classes is None:
        made = 1 if all(is_grey(source.second(row)) for row in rows) else 3
    return PairForm(
        height=sides[0],
        width=sides[1],
        channels=1 if all(map(is_grey, pictures)) else 3,
        made=made,
    )


def decoded_pairs(source: PairSource, form: PairForm) -> DecodedPairs:
    """Decode all pairs, or find them decoded already.

    Args:
        source: the pairs.
        form: what they become.

    Returns:
        Both arrays.

    Raises:
        DataError: naming the first file that does not decode or has another size than its partner.
        StorageError: if the cache cannot be written.
    """
    folder = store.cache_folder("decoded") / _key(source, form)
    with _building:
        found = _found(folder, source, form)
        if found is None:
            _build(folder, source, form)
            found = _found(folder, source, form)
    if found is None:
        raise StorageError(
            f"{folder} must hold the pairs that were just written; got something else",
            hint="check the disk, or name another cache folder with NETWRIGHT_CACHE",
        )
    return found


def _key(source: PairSource, form: PairForm) -> str:
    parts = ("pairs", LAYOUT, DECODER, PIL.__version__, source.digest, form, source.classes)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def _shapes(source: PairSource, form: PairForm) -> dict[str, tuple[int, ...]]:
    sides = (form.height, form.width)
    second = (form.made, *sides) if form.made else sides
    return {
        _FIRST: (source.count, form.channels, *sides),
        _SECOND: (source.count, *second),
    }


def _build(folder: Path, source: PairSource, form: PairForm) -> None:
    store.discard(folder)
    shapes = _shapes(source, form)
    size = sum(int(np.prod(shape)) for shape in shapes.values())
    store.require_space(folder, size, purpose="decoded pairs")
    ways: dict[str, Callable[[int], Pixels]] = {
        _FIRST: lambda row: form.apply_first(source.first(row)),
        _SECOND: lambda row: form.apply_second(source.second(row)),
    }
    with store.staged(folder) as temporary:
        for name, way in ways.items():
            blocks = _blocks(way, source.count)
            store.write_array(temporary / name, blocks, shape=shapes[name], kind="|u1")
        store.write_manifest(temporary)


def _blocks(way: Callable[[int], Pixels], count: int) -> Iterator[memoryview]:
    for row in range(count):
        yield np.ascontiguousarray(way(row)).data


def _found(folder: Path, source: PairSource, form: PairForm) -> DecodedPairs | None:
    """Open a cache, if there is one and it is whole."""
    if not store.is_whole(folder):
        return None
    shapes = _shapes(source, form)
    try:
        arrays = [np.load(folder / name, mmap_mode="r", allow_pickle=False) for name in shapes]
    except (OSError, ValueError):
        return None  # whatever is wrong with it, it is made anew
    fits = [
        a.shape == s and a.dtype == np.uint8 for a, s in zip(arrays, shapes.values(), strict=True)
    ]
    return DecodedPairs(first=arrays[0], second=arrays[1]) if all(fits) else None
