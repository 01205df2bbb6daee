"""Folders of pairs by their names: which one is the partner of another, and whether that is clear.

    root/train, root/trainannot      a folder, and one called like it with "annot" or such behind
    root/image, root/label           a folder called image, photo, input, and a partner's name

A folder is the partner of another by a part of its path: what is given is called image, images,
input, inputs, photo, photos, a, or as it likes; its partner label, mask, annotation, target,
output (one or many), b, or like the first with such a word or "annot" behind it.

Nobody needs to name the task where both hold files of the same names. Folders called a and b, or as
the first likes, may be classes: there the task must be named.
"""

import re
from pathlib import Path

from netwright.data._folder_walk import walk
from netwright.errors import DataError

FIRST = {"image", "images", "input", "inputs", "photo", "photos", "a"}
_TARGET = r"(annot|annotation|label|mask|target|output)s?"
SECOND = re.compile(rf"{_TARGET}|b", re.IGNORECASE)
BEHIND = re.compile(rf"(?P<first>.+?)[-_ ]?{_TARGET}", re.IGNORECASE)
MOST_FOLDERS = 64  # more of them are classes, or people
PLAIN = FIRST - {"a"}  # what only the given half of a pair is called


def has_pairs(name: str) -> bool:
    """Whether data are clearly pairs of pictures; False too where nothing is there.

    Args:
        name: a path.

    Returns:
        True for a folder with paired folders below it, file for file.
    """
    try:
        path = Path(name).expanduser()
        if not path.is_dir():
            return False
        files = walk(path).files
    except (OSError, RuntimeError, ValueError, DataError):  # who opens it says what is wrong
        return False
    stems: dict[str, set[str]] = {}
    for file in files:
        folder, _, last = file.rpartition("/")
        stems.setdefault(folder, set()).add(last.rpartition(".")[0])
    partners = partners_of(sorted(stems)) if len(stems) <= MOST_FOLDERS else {}
    return bool(partners) and all(
        _are_named(first, second) and stems[first] == stems[second]
        for first, second in partners.items()
    )


def partners_of(folders: list[str]) -> dict[str, str]:
    """First folder -> the folder of its targets, of paths in POSIX form."""
    every = [folder.split("/") for folder in folders]
    found = {}
    for parts in every:
        for place, part in enumerate(parts):
            beside = [p for p in every if p != parts and _but(p, place) == _but(parts, place)]
            first = _first_of(part, [p[place] for p in beside])
            if first is not None:
                found["/".join([*parts[:place], first, *parts[place + 1 :]])] = "/".join(parts)
                break
    return found


def _but(parts: list[str], place: int) -> list[str]:
    return [*parts[:place], "*", *parts[place + 1 :]]


def _first_of(part: str, beside: list[str]) -> str | None:
    """The one whose targets a folder holds, by its name; None if it holds none."""
    behind = BEHIND.fullmatch(part)
    same = [other for other in beside if behind and _equal(other, behind["first"])]
    if same:
        return same[0]
    if not SECOND.fullmatch(part):
        return None
    named = [other for other in beside if other.casefold() in FIRST]
    return (named or beside)[0] if named or len(beside) == 1 else None


def _equal(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _are_named(first: str, second: str) -> bool:
    """Whether the names of two folders say that they are pairs, and no classes."""
    pairs = zip(first.split("/"), second.split("/"), strict=True)
    one, other = next((a, b) for a, b in pairs if a != b)
    behind = BEHIND.fullmatch(other)
    called = behind is not None and behind["first"].casefold() == one.casefold()
    return called or one.casefold() in PLAIN
