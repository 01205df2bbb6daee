"""Pairs of pictures as they lie: what is given, and what is to be made of it.

    root/train/1.jpg                         twice as wide as high     side by side
    root/train/1.jpg  root/trainannot/1.png  paired folders, with splits
    root/image/1.png  root/label/1.png                                 paired folders

Which folder is the partner of another, their names say (``_pair_names``). Partners are files of one
name, whatever their endings. Targets that are all grey, with few values, are masks: classes
for pixels. Else they are pictures.

It refuses a file without a partner and partners of different sizes, both by name: half a pair that
is silently left out is nearly always a mistake.
Cost: every file is read once; targets are decoded as well, to see their values.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from netwright.data._classes import listed, natural_key, shown
from netwright.data._decode import decode_picture, picture_size
from netwright.data._folder_walk import hash_files, walk
from netwright.data._folders import SPLIT_NAMES
from netwright.data._form import is_grey
from netwright.data._masks import MOST_VALUES, MaskClasses, decode_mask, mask_classes
from netwright.data._pair_names import partners_of
from netwright.data._picture_source import Pixels, source_digest
from netwright.errors import DataError, SettingError

SIDES = ("left", "right")
WIDER = 2  # times as wide as high: two squares side by side
TURNED = 5  # EXIF orientations from here on swap width and height


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PairSource:
    """Pairs that can be read one at a time.

    Args:
        kind: how they lie, "side by side" or "paired folders".
        path: where, as the person wrote it.
        names: of each pair, its first file's path below the data folder.
        splits: the split the source itself gives each pair; None where it says nothing.
        first: row -> what is given, uint8 (h, w, 1 or 3).
        second: row -> what is to be made: a picture like that, or a mask, uint8 (h, w) of classes.
        classes: of masks; None where pictures are to be made.
        digest: SHA-256 over names, splits and contents, in hexadecimal.
        notes: what was left out, and why; one sentence each.
    """

    kind: str
    path: str
    names: tuple[str, ...]
    splits: tuple[str | None, ...]
    first: Callable[[int], Pixels]
    second: Callable[[int], Pixels]
    classes: MaskClasses | None
    digest: str
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many pairs there are."""
        return len(self.names)


def open_pairs(
    path: str | Path,
    *,
    void: Sequence[int] = (),
    given: str = "right",
    known: MaskClasses | None = None,
) -> PairSource:
    """Find the pairs below a folder.

    Args:
        path: a folder with two folders of files of one name, or with pictures of two halves.
        void: of masks, values that mean "not known".
        given: of two halves, which one is given, "left" or "right".
        known: what values of masks mean, where that is known; None to find out.

    Returns:
        The source; names in natural order, the splits one after the other.

    Raises:
        DataError: if there are no pairs, a partner is missing or of another size, or a mask cannot
            be used.
        SettingError: if ``given`` is no side, or ``void`` is no value of the masks.
    """
    if given not in SIDES:
        raise SettingError("given", given, wanted="left or right")
    root = Path(path)
    found = walk(root)
    read = hash_files(root, found.files)
    digests = {n: d for n, (d, form) in zip(found.files, read, strict=True) if form is not None}
    left_out = len(found.files) - len(digests)
    notes = (f"left out {left_out:,} files that are no pictures",) if left_out else ()
    partners = partners_of(sorted({str(PurePosixPath(name).parent) for name in digests}))
    if partners:
        return _of_folders(root, digests, partners, known or void, notes)
    return _of_halves(root, digests, given, void, notes)


def _of_folders(
    root: Path,
    digests: dict[str, bytes],
    partners: dict[str, str],
    void: MaskClasses | Sequence[int],
    notes: tuple[str, ...],
) -> PairSource:
    pairs: list[tuple[str, str]] = []
    for first, second in partners.items():
        ours, theirs = _by_stem(digests, first), _by_stem(digests, second)
        lonely = [ours[stem] for stem in ours.keys() - theirs.keys()]
        lonely += [theirs[stem] for stem in theirs.keys() - ours.keys()]
        if lonely:
            raise DataError(
                f"every picture of {shown(first)} and {shown(second)} must have a partner of its "
                f"name; got none for {listed(sorted(lonely, key=natural_key))}",
                hint="add the missing files, or take these away",
            )
        pairs += [(ours[stem], theirs[stem]) for stem in ours]
    pairs.sort(key=lambda pair: natural_key(pair[0]))
    names = tuple(first for first, _ in pairs)
    targets = tuple(second for _, second in pairs)
    splits = _splits(names)
    classes = _classes_of(root, targets, splits, void)

    def first_of(row: int) -> Pixels:
        return decode_picture((root / names[row]).read_bytes(), name=names[row])

    def second_of(row: int) -> Pixels:
        name, data = targets[row], (root / targets[row]).read_bytes()
        beside = (root / names[row]).read_bytes()
        if classes is None:
            picture = decode_picture(data, name=name)
        else:
            picture = classes.apply(decode_mask(data, name=name), name=name)
        _expect_size(name, picture, names[row], beside)
        return picture

    return PairSource(
        kind="paired folders",
        path=str(root),
        names=names,
        splits=splits,
        first=first_of,
        second=second_of,
        classes=classes,
        digest=source_digest(names, targets, splits, [digests[n] for pair in pairs for n in pair]),
        notes=notes,
    )


def _of_halves(
    root: Path, digests: dict[str, bytes], given: str, void: Sequence[int], notes: tuple[str, ...]
) -> PairSource:
    names = tuple(sorted(digests, key=natural_key))
    if not names:
        raise DataError(f"{shown(str(root))} must hold pairs of pictures; got no picture")

    def both(row: int) -> tuple[Pixels, Pixels]:
        picture = decode_picture((root / names[row]).read_bytes(), name=names[row])
        height, width = picture.shape[:2]
        if width != WIDER * height:
            raise DataError(
                f"{shown(str(root))} must hold two folders of pictures with the same names, or "
                "pictures twice as wide as high, two halves side by side; got "
                f"{shown(names[row])} of {width} x {height}",
                hint="name the folders image and label, or train and trainannot",
            )
        left, right = picture[:, :height], picture[:, height:]
        return (left, right) if given == "left" else (right, left)

    for row in range(len(names)):
        both(row)  # all of them, before anything is learned
    _refuse_void(None, void)
    splits = _splits(names)
    return PairSource(
        kind="side by side",
        path=str(root),
        names=names,
        splits=splits,
        first=lambda row: both(row)[0],
        second=lambda row: both(row)[1],
        classes=None,
        digest=source_digest(names, [given] * len(names), splits, [digests[n] for n in names]),
        notes=notes,
    )


def _by_stem(digests: dict[str, bytes], folder: str) -> dict[str, str]:
    """The pictures right below a folder, by name without its ending."""
    prefix = "" if folder == "." else f"{folder}/"
    inside = [n for n in digests if n.startswith(prefix) and "/" not in n[len(prefix) :]]
    found: dict[str, str] = {}
    for name in inside:
        stem = PurePosixPath(name).stem
        if stem in found:
            raise DataError(
                f"{shown(folder)} must have one picture of each name; got {shown(found[stem])} "
                f"and {shown(name)}"
            )
        found[stem] = name
    return found


def _splits(names: Sequence[str]) -> tuple[str | None, ...]:
    """By the first folder that is called like a split."""
    found = []
    for name in names:
        parts = PurePosixPath(name).parts[:-1]
        known = [SPLIT_NAMES[part.casefold()] for part in parts if part.casefold() in SPLIT_NAMES]
        found.append(known[0] if known else None)
    some = any(found)
    return tuple((split or "train") if some else None for split in found)


def _classes_of(
    root: Path,
    names: Sequence[str],
    splits: Sequence[str | None],
    void: MaskClasses | Sequence[int],
) -> MaskClasses | None:
    """What values of masks mean; None if the targets are pictures."""
    if isinstance(void, MaskClasses):
        return void
    values = _values_of(root, names, splits)
    classes = None if values is None else mask_classes(values, void)
    _refuse_void(classes, void)
    return classes


def _values_of(root: Path, names: Sequence[str], splits: Sequence[str | None]) -> set[int] | None:
    """Every value of the training masks; None if the targets are pictures."""
    seen: set[int] = set()
    for name, split in zip(names, splits, strict=True):
        data = (root / name).read_bytes()
        try:
            values = decode_mask(data, name=name)
        except DataError:
            if is_grey(decode_picture(data, name=name)):  # damaged files speak up here
                raise
            return None
        if split in (None, "train"):
            seen |= set(np.unique(values).tolist())
        if len(seen) > MOST_VALUES:
            return None
    return seen


def _refuse_void(classes: MaskClasses | None, void: Sequence[int]) -> None:
    if void and classes is None:
        raise SettingError("void", tuple(void), wanted="left out where targets are no masks")


def _expect_size(name: str, picture: Pixels, partner: str, beside: bytes) -> None:
    wide, high, orientation = picture_size(beside, name=partner)
    if orientation >= TURNED:
        wide, high = high, wide
    height, width = picture.shape[:2]
    if (height, width) != (high, wide):
        raise DataError(
            f"{shown(name)} must have the size of {shown(partner)}, {wide} x {high}; "
            f"got {width} x {height}",
            hint="make them anew from one original, or take both away",
        )
