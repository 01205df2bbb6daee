"""Pictures with boxes as they lie: names, sizes, boxes, classes, given splits, a way to read one.

    VOC, COCO, YOLO --open_detection--> DetectionSource --pictures--> PictureSource --decoded

Boxes are corners x0, y0, x1, y1 in pixels of the picture as it is shown (upright, see
``_detection_looked``), counted from the left and upper edges of its first pixel, so that a box
round the whole of a picture of w x h is (0, 0, w, h). Pictures have different numbers of boxes:
the arrays are as wide as the fullest picture needs, and class -1 marks what is no box.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from netwright.contracts import NO_BOX
from netwright.data._detection_faults import Fault
from netwright.data._detection_letterbox import into_square
from netwright.data._picture_source import PictureSource, source_digest
from netwright.errors import SettingError

Form = Literal["voc", "coco", "yolo"]
OBJECTS = "pictures"  # the one label of all pictures, where they are decoded


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DetectionSource:
    """Pictures and the objects in them.

    Args:
        kind: how the annotations lie.
        path: where, as the person wrote it.
        names: n paths below the data folder, in POSIX form; absolute where they lie elsewhere.
        splits: for each picture "train", "val", "test", or None where the data say nothing.
        classes: names of the classes that train has boxes of: as listed, or in natural order
            where no list is given.
        sizes: int64 (n, 2), width and height of each picture as it is shown, in pixels.
        boxes: float32 (n, most, 4), corners x0 < x1, y0 < y1 in those pixels, within the picture;
            zeros for none.
        labels: int64 (n, most), the class of each box, ``NO_BOX`` (-1) for none.
        difficult: bool (n, most), whether a box counts neither as found nor as missed: VOC's
            "difficult", COCO's "iscrowd".
        read: row -> the encoded picture.
        digest: SHA-256 over names, splits, classes, boxes and the pictures' bytes.
        faults: what was wrong with the annotations, by rule, and what was done about it.
        notes: what else was left out or decided, one sentence each.

    Raises:
        SettingError: if the arrays do not fit together.
    """

    kind: Form
    path: str
    names: tuple[str, ...]
    splits: tuple[str | None, ...]
    classes: tuple[str, ...]
    sizes: NDArray[np.int64]
    boxes: NDArray[np.float32]
    labels: NDArray[np.int64]
    difficult: NDArray[np.bool_]
    read: Callable[[int], bytes]
    digest: str
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        rows = (self.count, self.labels.shape[-1])
        wanted = [(self.count, 2), (*rows, 4), rows, rows]
        shapes = [x.shape for x in (self.sizes, self.boxes, self.labels, self.difficult)]
        if shapes != wanted or len(self.splits) != self.count:
            raise SettingError(
                "sizes, boxes, labels and difficult",
                shapes,
                wanted=f"shaped {wanted}, with a split each",
            )

    @property
    def count(self) -> int:
        """How many pictures there are."""
        return len(self.names)

    @property
    def objects(self) -> NDArray[np.int64]:
        """How many boxes each picture has: int64 (n,)."""
        return np.asarray((self.labels != NO_BOX).sum(axis=1), dtype=np.int64)

    def stored(self, rows: NDArray[np.int64], side: int) -> dict[str, NDArray[Any]]:
        """The boxes of some pictures in the form that a task takes, in a letterboxed square.

        Args:
            rows: of the pictures.
            side: of the square, in pixels, as in ``PictureForm(side, ..., whole=True)``.

        Returns:
            "boxes" float32 (n, most, 4) in pixels of the square, "box_label" int64 (n, most),
            ``NO_BOX`` for none, and "box_crowd" bool (n, most).
        """
        return {
            "boxes": into_square(self.boxes[rows], self.sizes[rows], side),
            "box_label": self.labels[rows],
            "box_crowd": self.difficult[rows],
        }

    def pictures(self) -> PictureSource:
        """The pictures alone, as ``decoded`` takes them; they all have one label."""
        return PictureSource(
            kind=self.kind,
            path=self.path,
            names=self.names,
            labels=(OBJECTS,) * self.count,
            splits=self.splits,
            classes=(OBJECTS,),
            read=self.read,
            block=None,
            digest=self.digest,
            notes=self.notes,
        )


def detection_digest(
    names: Sequence[str],
    splits: Sequence[str | None],
    classes: Sequence[str],
    pictures: Sequence[bytes],
    arrays: Sequence[NDArray[np.generic]],
) -> str:
    """Hash everything a source of boxes holds.

    Args:
        names: of the pictures.
        splits: as given.
        classes: their names, in order.
        pictures: the SHA-256 of each picture's bytes, 32 bytes each.
        arrays: sizes, boxes, labels and the like, each in C order.

    Returns:
        SHA-256 in hexadecimal.
    """
    return source_digest(names, classes, splits, (*pictures, *arrays))


def packed(
    objects: Sequence[Sequence[tuple[int, tuple[float, float, float, float], bool]]],
) -> tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.bool_]]:
    """Lay lists of different lengths into arrays as wide as the longest.

    Args:
        objects: for each picture the class, corners and "difficult" of each of its boxes.

    Returns:
        boxes float32 (n, most, 4), labels int64 (n, most), difficult bool (n, most); most is 1 or
        more.

    Example:
        >>> boxes, labels, _ = packed([[(2, (0.0, 0.0, 5.0, 4.0), False)], []])
        >>> boxes.shape, labels.tolist()
        ((2, 1, 4), [[2], [-1]])
    """
    most = max([1, *map(len, objects)])
    boxes = np.zeros((len(objects), most, 4), dtype=np.float32)
    labels = np.full((len(objects), most), NO_BOX, dtype=np.int64)
    difficult = np.zeros((len(objects), most), dtype=np.bool_)
    for row, found in enumerate(objects):
        for place, (label, corners, hard) in enumerate(found):
            boxes[row, place], labels[row, place] = corners, label
            difficult[row, place] = hard
    return boxes, labels, difficult
