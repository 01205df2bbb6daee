"""Inputs as people have them, brought to the model's stored form, and answered in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from netwright.api._paths import nearest
from netwright.artefacts import Model
from netwright.contracts import Examples
from netwright.data import (
    PictureForm,
    TableArrays,
    TablePreprocess,
    decode_picture,
    read_table,
    to_frame,
)
from netwright.errors import DamageError, DataError
from netwright.training import outputs


@dataclass(frozen=True, slots=True)
class Predicted:
    """Answers, and what has to be said about the inputs.

    Args:
        answers: one for each picture or row.
        notes: one sentence each.
    """

    answers: list[dict[str, object]]
    notes: tuple[str, ...]


def predict_inputs(model: Model, inputs: Sequence[object]) -> Predicted:
    """Answer inputs of the kind the model was trained on.

    Args:
        model: loaded.
        inputs: as ``Run.predict`` takes them.

    Returns:
        Answers in the order of the inputs.

    Raises:
        DataError: if there is no input, or one cannot be used, naming it.
        DamageError: if the model's preprocessing is not of a known kind.
    """
    kind = model.preprocess.get("kind")
    if kind == "picture":
        names, arrays = stored_pictures(model, inputs)
        notes: tuple[str, ...] = ()
    elif kind == "table":
        names, arrays, notes = _rows(model, inputs)
    else:
        raise DamageError(f"preprocess must be of kind picture or table; got {kind!r}")
    count = len(next(iter(arrays.values())))
    if count == 0:
        raise DataError("inputs must hold a picture or a row; got none")
    rows = np.arange(count, dtype=np.int64)
    output, _ = outputs(model.network, model.task, Examples(arrays, {"all": rows}), rows)
    answers = model.task.answers(output)
    if names:
        answers = [{"input": n, **a} for n, a in zip(names, answers, strict=True)]
    return Predicted(answers, notes)


def picture_form(model: Model) -> PictureForm:
    """The form of the model's pictures.

    Args:
        model: trained on pictures.

    Returns:
        The form.

    Raises:
        DamageError: if the file holds no such form.
    """
    side, channels = model.preprocess.get("side"), model.preprocess.get("channels")
    if not isinstance(side, int) or channels not in (1, 3) or not 1 <= side <= 4096:
        raise DamageError(f"preprocess must give side and channels; got {side!r}, {channels!r}")
    cut = model.preprocess.get("cut", 1.0)
    if not isinstance(cut, float) or not 0 < cut <= 1:
        raise DamageError(f"preprocess must give a cut above 0 and up to 1; got {cut!r}")
    whole = model.preprocess.get("whole", False)
    if not isinstance(whole, bool) or (whole and cut != 1):
        raise DamageError(f"preprocess must say true or false for whole; got {whole!r}")
    return PictureForm(side=side, channels=cast("Literal[1, 3]", channels), cut=cut, whole=whole)


def table_form(model: Model) -> TablePreprocess:
    """The preprocessing of the model's table.

    Args:
        model: trained on a table.

    Returns:
        The preprocessing.

    Raises:
        DamageError: if the file holds none.
    """
    return TablePreprocess.from_dict(model.preprocess.get("table"))


def without_target(model: Model, frame: pl.DataFrame) -> pl.DataFrame:
    """The table without the columns that training knew but never learned from."""
    targets = model.preprocess.get("target")
    known = [*(targets if isinstance(targets, list) else [targets]), model.preprocess.get("group")]
    return frame.drop([name for name in frame.columns if name in known])


def stored_pictures(
    model: Model, inputs: Sequence[object]
) -> tuple[list[str], dict[str, NDArray[Any]]]:
    """Pictures as people have them, in the form of the model.

    Args:
        model: trained on pictures.
        inputs: paths, folders, bytes or arrays.

    Returns:
        A name for each, and "picture" uint8 (n, c, side, side).

    Raises:
        DataError: if an input cannot be used, naming it.
    """
    form = picture_form(model)
    names, pictures = [], []
    for name, picture in each_picture(inputs):
        names.append(name)
        pictures.append(form.apply(picture))
    shape = (0, form.channels, form.side, form.side)
    stack = np.stack(pictures) if pictures else np.empty(shape, dtype=np.uint8)
    return names, {"picture": stack}


def each_picture(inputs: Sequence[object]) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Pictures as people have them, upright, one after the other.

    Args:
        inputs: paths, folders, bytes or arrays.

    Yields:
        A name, and uint8 (h, w, c), c 1 or 3.

    Raises:
        DataError: if an input cannot be used, naming it.
    """
    for number, given in enumerate(inputs):
        if isinstance(given, np.ndarray):
            yield f"input {number}", _array(given, number)
        elif isinstance(given, bytes):
            yield f"input {number}", decode_picture(given, name=f"input {number}")
        elif isinstance(given, str | Path):
            for path in _files(Path(given)):
                yield str(path), decode_picture(_read(path), name=str(path))
        else:
            raise DataError(
                f"input {number} must be a path, bytes or an array; got {type(given).__name__}"
            )


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))


def _read(path: Path) -> bytes:
    _expect_there(path)
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} must be a readable picture; got: {error.strerror}") from error


def _expect_there(path: Path) -> None:
    if not path.exists():
        raise DataError(f"{path} must be a file or a folder; got nothing there", hint=nearest(path))


def _array(given: NDArray[Any], number: int) -> NDArray[np.uint8]:
    fits = given.dtype == np.uint8 and (
        given.ndim == 2 or (given.ndim == 3 and given.shape[2] in (1, 3))
    )
    if not fits:
        raise DataError(
            f"input {number} must be uint8 (h, w) or (h, w, 3); got {given.dtype}, {given.shape}",
            hint="one picture an argument: run.predict(*pictures)",
        )
    return given if given.ndim == 3 else given[:, :, None]


def _rows(
    model: Model, inputs: Sequence[object]
) -> tuple[list[str], dict[str, NDArray[Any]], tuple[str, ...]]:
    preprocess, header = table_form(model), model.preprocess.get("header")
    parts: list[TableArrays] = []
    notes: list[str] = []
    for given in inputs:
        if isinstance(given, str | Path):
            frame = _read_frame(Path(given), header if isinstance(header, bool) else None)
        else:
            frame = to_frame([given] if isinstance(given, dict) and _is_row(given) else given)
        done = preprocess.apply(without_target(model, frame))
        parts.append(done)
        notes += done.notes
    if not parts:
        raise DataError("inputs must hold a table or a row; got none")
    arrays = {
        "numbers": np.concatenate([part.numbers for part in parts]),
        "categories": np.concatenate([part.categories for part in parts]),
    }
    return [], arrays, tuple(notes)


def _read_frame(path: Path, header: bool | None) -> pl.DataFrame:
    _expect_there(path)
    if path.is_dir():
        raise DataError(
            f"{path} must be a table, as the run was trained on one; got a folder",
            hint="name the files: netwright predict RUN FILE FILE",
        )
    return read_table(path, header=header).frame


def _is_row(given: dict[Any, Any]) -> bool:
    return not any(isinstance(value, list | tuple | np.ndarray) for value in given.values())
