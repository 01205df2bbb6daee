"""What a model of verification answers: the same person or not, and who of those it knows.

    two pictures    the same?   from the scores of the two embeddings
    one, or more    who?        of each picture the most alike person of the gallery, or "unknown"

With several pictures of a person the most alike one counts. A probability says how likely the same
person is where one and two people are as likely beforehand; among many people it is less.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from netwright.api._known_people import Floats, Known, folder_beside, model_digest, read_known
from netwright.api._predict import Predicted, stored_pictures
from netwright.artefacts import Model
from netwright.contracts import Examples
from netwright.errors import DataError
from netwright.tasks import Verification
from netwright.training import outputs

MOST = 3  # names that are listed for each picture


def people_answers(
    run: Path, model: Model, task: Verification, inputs: Sequence[object]
) -> Predicted:
    """Compare two pictures, or say who is on each of one or more.

    Args:
        run: the folder of the run.
        model: of the run.
        task: of the model.
        inputs: pictures as paths, folders, bytes or arrays.

    Returns:
        One answer for two pictures, and else one for each.

    Raises:
        DataError: if an input cannot be used, naming it, there is none, or the question is who
            and nobody is known yet.
        DamageError: if the gallery cannot be read, or is that of another model.
    """
    names, rows = embedded(model, inputs)
    if len(names) == 2:
        answer = task.answer(float(task.scores(rows[:1], rows[1:])[0]))
        return Predicted([{"inputs": names, **answer}], ())
    folder = folder_beside(run)
    known = read_known(folder, model_digest(run))
    return Predicted(who_answers(task, folder, known, names, rows), ())


def who_answers(
    task: Verification,
    folder: Path,
    known: Known,
    names: Sequence[str],
    rows: Floats,
    *,
    most: int = MOST,
) -> list[dict[str, object]]:
    """Say who is on each picture.

    Args:
        task: of the model that made the embeddings.
        folder: of the gallery, for the message.
        known: the people.
        names: of the pictures.
        rows: their embeddings, (n, d).
        most: names that are listed for each, 1 or more.

    Returns:
        For each picture its "input", "who": a name, or "unknown" where nobody is alike enough, the
        "probability", "score" and "threshold" of the most alike, and "alike": the nearest names
        with their scores.

    Raises:
        DataError: if nobody is known yet.
    """
    if not known.names:
        raise DataError(
            f"{folder} must know somebody; got an empty gallery",
            hint="add pictures under a name first: netwright gallery add RUN NAME PICTURE",
        )
    return [
        {"input": name, **_nearest(task, known, row, most)}
        for name, row in zip(names, rows, strict=True)
    ]


def embedded(model: Model, inputs: Sequence[object]) -> tuple[list[str], Floats]:
    """Embeddings of pictures.

    Args:
        model: of verification.
        inputs: pictures as paths, folders, bytes or arrays.

    Returns:
        A name for each picture, and float32 (n, d).

    Raises:
        DataError: if an input cannot be used, naming it, or there is no picture.
    """
    names, arrays = stored_pictures(model, inputs)
    if not names:
        raise DataError("inputs must hold a picture; got none")
    rows = np.arange(len(names), dtype=np.int64)
    found, _ = outputs(model.network, model.task, Examples(arrays, {"all": rows}), rows)
    return names, found.astype(np.float32)


def _nearest(task: Verification, known: Known, row: Floats, most: int) -> dict[str, object]:
    scores = task.scores(known.embeddings, row[None])
    best: dict[str, float] = {}
    for name, score in zip(known.names, scores.tolist(), strict=True):
        best[name] = max(score, best.get(name, score))
    ranked = sorted(best.items(), key=lambda item: -item[1])
    answer = task.answer(ranked[0][1])
    return {
        "who": ranked[0][0] if answer.pop("same") else "unknown",
        **answer,
        "alike": dict(ranked[:most]),
    }
