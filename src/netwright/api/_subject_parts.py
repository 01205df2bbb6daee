"""What the subject of a run alone shows in its report: a line for each task that has some."""

from netwright.api._boxes_shown import boxes_parts
from netwright.api._pairs_shown import pairs_parts
from netwright.api._people_shown import people_parts
from netwright.api._prepared import Prepared
from netwright.api._score import Scored
from netwright.api._style_shown import style_parts
from netwright.report import PartShown
from netwright.tasks import Detection, ImageToImage, StyleTraining, Verification


def subject_parts(prepared: Prepared, scored: Scored) -> list[PartShown]:
    """The sections of a task of its own kind.

    Args:
        prepared: task, examples, recipe.
        scored: the kept weights on every split.

    Returns:
        Sections in their order; none for a task whose report is the common one.
    """
    if isinstance(prepared.task, Verification):
        return people_parts(prepared, prepared.task, scored)
    if isinstance(prepared.task, Detection):
        return boxes_parts(prepared, prepared.task, scored)
    if isinstance(prepared.task, ImageToImage):
        return pairs_parts(prepared, prepared.task, scored)
    if isinstance(prepared.whole, StyleTraining):
        return style_parts(prepared, prepared.whole, scored)
    return []
