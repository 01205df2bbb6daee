"""The folder of a picture in the making, like that of a training.

<runs>/<date>-<content>-<style>-style/
  style.json       settings, pictures and network, with their hashes
  environment.json history.jsonl timing.jsonl checkpoints/     as in every run
  previews/        the picture at every tenth step and where a size ends, for people
  result.png       at the end, with report.html and verdicts.json; the manifest is last

A checkpoint holds the picture and the optimiser's tensors: what is made from it on has the bytes of
a run that nobody stopped. The network is not in the run; the hash of its file is.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from netwright import store
from netwright.api._prepared import data_name
from netwright.api._style_pictures import StylePictures
from netwright.artefacts import (
    CHECKPOINTS,
    RunFolder,
    Stored,
    environment,
    list_checkpoints,
    newest_checkpoint,
)
from netwright.errors import DamageError
from netwright.training import Stop, StyleState

SETTINGS, PREVIEWS, RESULT = "style.json", "previews", "result.png"
EVERY = 10  # steps from checkpoint to checkpoint
PREVIEW = 320  # pixels of a preview's longer side
COPIES = 24  # tensors of the picture's size in a checkpoint of L-BFGS
PLAIN = ("stage", "step", "evaluations", "here", "ended", "done")
MEBIBYTE = 2**20
Pixels = NDArray[np.uint8]


def is_style_run(path: Path) -> bool:
    """Whether ``path`` is the folder of a picture made by ``stylize``."""
    return (path / SETTINGS).is_file() and (path / CHECKPOINTS).is_dir()


def new_style_run(out: Path, facts: Mapping[str, Any], pictures: StylePictures) -> Path:
    """Make the folder.

    Args:
        out: where it is made.
        facts: for ``style.json``.
        pictures: after which it is called.

    Returns:
        The folder.

    Raises:
        StorageError: if the disk is full or not writable.
    """
    names = (data_name(str(pictures.facts[name]["path"])) for name in ("content", "style"))
    longest = max(facts["settings"]["sizes"])
    needed = 4 * COPIES * 3 * 4 * longest**2 + 8 * MEBIBYTE  # 3 checkpoints and one being written
    store.require_space(out, needed, purpose="the run")
    with store.new_folder(out, f"{date.today():%Y-%m-%d}-{'-'.join(names)}-style") as new:
        store.write_json(new.temporary / SETTINGS, dict(facts))
        threads = environment(device="cpu", threads=torch.get_num_threads())
        store.write_json(new.temporary / "environment.json", threads)
        for name in (CHECKPOINTS, PREVIEWS):
            (new.temporary / name).mkdir()
    return new.path


def kept_state(folder: Path) -> tuple[StyleState | None, int, tuple[str, ...]]:
    """Where a run is.

    Args:
        folder: of the run.

    Returns:
        The newest whole state, None where nothing is done; the bytes of the history that belong
        to it; and the names of damaged checkpoints that were passed over.

    Raises:
        DamageError: if there are checkpoints and none is whole.
    """
    if not list_checkpoints(folder):
        return None, 0, ()
    stored = newest_checkpoint(folder)
    return _state_of(stored), stored.history, stored.passed


def recorded(
    folder: Path,
    recorder: RunFolder,
    states: Iterator[StyleState],
    stop: Stop,
    seen: Callable[[StyleState], None],
) -> StyleState | None:
    """Keep what is needed of each state, and say where to go on after a signal.

    Args:
        folder: of the run.
        recorder: of its history and checkpoints.
        states: as they are made.
        stop: looked at after each.
        seen: told of each.

    Returns:
        The last one; None of none.

    Raises:
        StoppedError: if a signal came; everything is saved.
    """
    last = None
    for state in states:
        last = state
        recorder.history(_line(state))
        seen(state)
        due = state.ended or state.step % EVERY == 0
        if due:
            store.write_bytes(folder / PREVIEWS / f"{state.step:06}.png", png(_small(state.shown)))
        if due or stop:
            _keep(recorder, state)
        stop.check(f"stopped at step {state.step}; go on with: netwright stylize --resume {folder}")
    return last


def png(picture: Tensor | Pixels) -> bytes:
    """A picture (3, h, w) from 0 to 1, or its pixels, as a file."""
    file = io.BytesIO()
    shown = pixels_of(picture) if isinstance(picture, Tensor) else picture
    Image.fromarray(shown).save(file, format="PNG")
    return file.getvalue()


def pixels_of(picture: Tensor) -> Pixels:
    """(3, h, w) from 0 to 1 -> uint8 (h, w, 3)."""
    return (picture.permute(1, 2, 0) * 255).round().to(torch.uint8).contiguous().numpy()


def _small(picture: Tensor) -> Pixels:
    shown = Image.fromarray(pixels_of(picture))
    shown.thumbnail((PREVIEW, PREVIEW), Image.Resampling.BICUBIC)
    return np.array(shown)


def _line(state: StyleState) -> dict[str, object]:
    longer = max(state.picture.shape[2:])
    places = {"step": state.step, "size": longer, "evaluations": state.evaluations}
    return {**places, **{f"cost/{name}": value for name, value in state.costs.items()}}


def _keep(recorder: RunFolder, state: StyleState) -> None:
    plain = {name: getattr(state, name) for name in PLAIN}
    tensors = {
        "picture": {"picture": state.picture.contiguous()},
        "optimiser": {name: tensor.contiguous() for name, tensor in state.optimiser.items()},
    }
    recorder.checkpoint(state.step, tensors, {**plain, "costs": dict(state.costs)}, best=False)


def _state_of(stored: Stored) -> StyleState:
    try:
        plain = {name: stored.state[name] for name in PLAIN}
        return StyleState(
            **plain,
            picture=stored.tensors["picture"]["picture"],
            optimiser=stored.tensors["optimiser"],
            costs=stored.state["costs"],
        )
    except (KeyError, TypeError) as error:
        raise DamageError(f"a checkpoint must hold a picture; got {error!r}") from error
