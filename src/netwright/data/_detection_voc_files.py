"""Which files of a VOC tree belong together: annotation, picture, list of a split.

    root/Annotations/7.xml  root/JPEGImages/7.jpg  root/ImageSets/Main/train.txt     VOC's own
    root/train/7.xml  root/train/7.jpg  root/valid/9.xml ...                         exports

The *base* of a file is the folder above its own: an annotation and its picture have one base, and
the lists lie in the base's ImageSets/Main. Several trees below one root (VOC2007, VOC2012) keep
their lists apart.
"""

import posixpath
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from netwright.data._detection_text import text_lines
from netwright.data._folders import SPLIT_NAMES

MAIN = "ImageSets/Main"
# the first list that names a picture decides: trainval where train and val do not
LISTS = {"train.txt": "train", "val.txt": "val", "test.txt": "test", "trainval.txt": "train"}
_BESIDE = {"jpegimages", "images"}
_TEXTS = {".xml", ".txt", ".json", ".csv", ".yaml", ".yml", ".md", ".html"}


class VocFiles:
    """The files below a root, sorted by what they are.

    Args:
        root: the folder.
        names: of all files below it, in POSIX form.
    """

    def __init__(self, root: Path, names: Iterable[str]) -> None:
        every = list(names)
        self.annotations = [name for name in every if name.lower().endswith(".xml")]
        self._lists = _given_lists(root, set(every), {base(name) for name in self.annotations})
        self._pictures: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        self._beside: defaultdict[str, set[str]] = defaultdict(set)
        self._taken: set[str] = set()
        homes = {posixpath.dirname(name) for name in self.annotations}
        bases = {posixpath.dirname(home) for home in homes}
        for name in every:
            folder = posixpath.dirname(name)
            above, last = posixpath.split(folder)
            beside = above in bases and last.casefold() in _BESIDE
            if posixpath.splitext(name)[1].lower() in _TEXTS or not (beside or folder in homes):
                continue
            self._pictures[folder, stem(name)].append(name)
            if beside:
                self._beside[above].add(folder)

    def picture(self, annotation: str, named: str) -> str | None:
        """Find the picture of an annotation.

        Args:
            annotation: its file.
            named: what it says its picture is called; may be empty.

        Returns:
            The picture's file, or None.
        """
        folders = [posixpath.dirname(annotation), *sorted(self._beside[base(annotation)])]
        last = posixpath.basename(named.strip().replace("\\", "/"))
        for called in dict.fromkeys((stem(annotation), stem(last))):
            for folder in folders:
                same = self._pictures.get((folder, called), [])
                if same:
                    exact = [name for name in same if posixpath.basename(name) == last]
                    self._taken.add((exact or same)[0])
                    return (exact or same)[0]
        return None

    def split(self, annotation: str) -> tuple[str | None, bool]:
        """Tell the split that an annotation is given.

        Args:
            annotation: its file.

        Returns:
            The split, None where nothing says one, and whether the picture is to be used: not
            where there are lists and none of them names it.
        """
        ids = self._lists.get(base(annotation))
        if ids is not None:
            return ids.get(stem(annotation)), stem(annotation) in ids
        top = annotation.split("/")[0] if "/" in annotation else ""
        return SPLIT_NAMES.get(top.casefold()), True

    def bare(self) -> list[str]:
        """Pictures no annotation was found for, and listed names nothing is there for."""
        annotated = {(base(name), stem(name)) for name in self.annotations}
        pictures = {name for names in self._pictures.values() for name in names}
        there = annotated | {(base(name), stem(name)) for name in pictures}
        bare = [
            name for name in pictures - self._taken if (base(name), stem(name)) not in annotated
        ]
        gone = [
            posixpath.join(above, called)
            for above, ids in self._lists.items()
            for called in ids
            if (above, called) not in there
        ]
        return sorted(bare) + sorted(gone)


def base(name: str) -> str:
    """The folder above a file's own."""
    return posixpath.dirname(posixpath.dirname(name))


def stem(name: str) -> str:
    """A file's name without folder and ending."""
    return posixpath.splitext(posixpath.basename(name))[0]


def _given_lists(root: Path, names: set[str], bases: set[str]) -> dict[str, dict[str, str]]:
    """Base -> name of a picture -> its split, where ImageSets/Main lists them."""
    found: dict[str, dict[str, str]] = {}
    for above in sorted(bases):
        for file, split in LISTS.items():
            name = posixpath.join(above, MAIN, file)
            if name in names:
                ids = found.setdefault(above, {})
                for line in text_lines(root / name):
                    ids.setdefault(line.split()[0], split)
    return found
