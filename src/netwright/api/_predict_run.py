"""Answers of a run: what its model says, and what lies beside the run where the task needs it."""

from collections.abc import Sequence
from pathlib import Path

from netwright.api._boxes_answers import boxes_answers
from netwright.api._pairs_answers import pairs_answers
from netwright.api._people_answers import people_answers
from netwright.api._predict import Predicted, predict_inputs
from netwright.api._style_answers import style_answers
from netwright.artefacts import Model
from netwright.errors import SettingError
from netwright.tasks import Detection, ImageToImage, Style, Verification


def predict_run(
    run: Path, model: Model, inputs: Sequence[object], *, draw: Path | None = None
) -> Predicted:
    """Answer inputs of the kind the run was trained on.

    Args:
        run: its folder.
        model: its model.
        inputs: as ``Run.predict`` takes them.
        draw: a folder for pictures that show the answers, where answers lie in pictures; None for
            no such pictures.

    Returns:
        Answers in the order of the inputs.

    Raises:
        DataError: if there is no input, or one cannot be used, naming it.
        DamageError: if what the run or its gallery holds is not of a known kind.
        SettingError: if answers shall be drawn that do not lie in pictures.
    """
    if isinstance(model.task, Detection):
        return boxes_answers(model, model.task, inputs, draw=draw)
    if isinstance(model.task, ImageToImage):
        return pairs_answers(model, model.task, inputs, draw=draw)
    if isinstance(model.task, Style):
        return style_answers(model, model.task, inputs, draw=draw)
    if draw is not None:
        name = model.task.name
        raise SettingError(
            "draw",
            str(draw),
            wanted=f"left out for {name}, whose answers do not lie in a picture",
        )
    if isinstance(model.task, Verification):
        return people_answers(run, model, model.task, inputs)
    return predict_inputs(model, inputs)
