"""The error sheet of a run as a file: written for a person to edit, and read back.

    wrong answers, the surest first --> tags proposed --> sheet.csv --> a person --> --tags

Proposed are the slices a row is in, a number of a cluster (k-means on the probabilities, so that
errors with the same doubts stand together), and "suspected label" where trainings without the row
doubt its label. A proposal that nobody touched says no more than the slices did, so what was
proposed is told apart from what a person wrote.
"""

from collections.abc import Mapping, Set
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from netwright import store
from netwright.api._strategy_answers import Answers
from netwright.diagnosis import ErrorRow, clusters, sheet_rows, sheet_text
from netwright.errors import DataError, SettingError, StorageError

Mask = NDArray[np.bool_]
SUSPECT = "suspected label"
CLUSTER = "cluster "
EACH = 5  # errors of a cluster, on average, at least
MOST = 8  # clusters


def expect_place(sheet: Path, run: Path) -> None:
    """Make sure that a sheet can be written, before anything is computed.

    Args:
        sheet: the file.
        run: the run's folder, in which nothing is changed.

    Raises:
        SettingError: if the file is there already, or would be in the run folder.
        StorageError: if its folder is not there.
    """
    if sheet.exists():
        raise SettingError(
            "sheet",
            str(sheet),
            wanted="a file that is not there yet",
            hint="it may hold somebody's tags: take another name, or remove it first",
        )
    if not sheet.parent.is_dir():
        raise StorageError(f"{sheet.parent} must be a folder for the sheet; got nothing there")
    if sheet.resolve().is_relative_to(run.resolve()):
        raise SettingError(
            "sheet",
            str(sheet),
            wanted="outside the run folder, which stays as training left it",
            hint=f"for example {sheet.name}, in the folder you are in",
        )


def write_sheet_of(
    sheet: Path, answers: Answers, slices: Mapping[str, Mask], suspects: Set[int]
) -> int:
    """Write the wrong answers with proposed tags.

    Args:
        sheet: the file.
        answers: to the rows.
        slices: name -> (n,), which rows are in it.
        suspects: row numbers whose label is doubted.

    Returns:
        How many errors stand in it.

    Raises:
        StorageError: if it cannot be written.
    """
    rows = np.flatnonzero(answers.wrong)
    groups = _clusters(answers.probabilities[rows])
    sure = answers.probabilities.max(axis=1)
    doubted = {place: int(answers.rows[place]) in suspects for place in rows.tolist()}
    order = sorted(rows.tolist(), key=lambda place: (not doubted[place], -sure[place]))
    group_of = dict(zip(rows.tolist(), groups, strict=True))
    given, classes = answers.given, answers.classes
    lines = [
        ErrorRow(
            example=answers.names[place],
            truth=classes[answers.labels[place]],
            answer=classes[given[place]],
            confidence=float(sure[place]),
            tags=(
                *([SUSPECT] if doubted[place] else []),
                *(name for name, mask in slices.items() if mask[place]),
                *group_of[place],
            ),
        )
        for place in order
    ]
    store.write_text(sheet, sheet_text(lines))
    return len(lines)


def read_sheet_of(sheet: Path) -> tuple[ErrorRow, ...]:
    """Read a sheet that a person has edited.

    Args:
        sheet: the file.

    Returns:
        Its rows.

    Raises:
        StorageError: if it cannot be read.
        DataError: if it is no error sheet, naming the line.
    """
    try:
        text = sheet.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{sheet} must be text in UTF-8; got {error.reason}") from error
    except OSError as error:
        said = error.strerror or "no file"
        raise StorageError(f"{sheet} must be an error sheet; got {said}") from error
    return sheet_rows(text)


def errors_in(rows: tuple[ErrorRow, ...], answers: Answers) -> tuple[ErrorRow, ...]:
    """Those rows of a sheet that this run answers wrongly.

    Args:
        rows: of the sheet, which may be an older run's.
        answers: of this run.

    Returns:
        The rows, in their order.

    Raises:
        DataError: if an example is none of the run's, or no row of the sheet is an error.
    """
    place = {name: number for number, name in enumerate(answers.names)}
    unknown = [row.example for row in rows if row.example not in place]
    if unknown:
        raise DataError(
            f"every example of the sheet must be a val row of the run; got {unknown[0]!r}",
            hint="write a sheet of this run with --sheet FILE.csv",
        )
    wrong = answers.wrong
    found = tuple(row for row in rows if wrong[place[row.example]])
    if not found:
        raise DataError(
            f"the sheet must hold wrong answers of the run; got {len(rows)} rows and none is",
            hint="write a sheet of this run with --sheet FILE.csv",
        )
    return found


def is_proposed(tag: str, slices: Mapping[str, Mask]) -> bool:
    """Whether a tag is one that ``write_sheet_of`` writes by itself."""
    return tag in slices or tag == SUSPECT or tag.startswith(CLUSTER)


def _clusters(points: NDArray[np.float64]) -> list[tuple[str, ...]]:
    """A tag for each error; none where there are too few for two clusters."""
    count = min(MOST, len(points) // EACH)
    if count < 2:
        return [()] * len(points)
    return [(f"{CLUSTER}{number}",) for number in clusters(points, count)]
