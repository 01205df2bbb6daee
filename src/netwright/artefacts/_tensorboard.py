"""TensorBoard's event files, for those who look at trainings there (extra ``track``).

    once, at step 0        graph, example pictures, hyper-parameters      ``Overview``
    at each evaluation     every number of the history's line             scalars
                           all weights, and the last step's gradients     histograms

These files are for looking at: they hold clock times, and are no part of what is byte-identical
between runs. TensorBoard's own class writes them, the one exception to ``store``: a file torn by
a kill costs a point of a curve. A training that begins again at step 0 begins its files again; one
that goes on later tells TensorBoard from which step on what it has seen is void.

Hyper-parameters are written without a list of what TensorBoard calls the experiment: it would
show those of one run alone. Left out, it joins those of all runs in a folder, and takes every
scalar as a measure. Cost: ``_tensorboard_summaries`` says.
"""

import importlib.util
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from netwright import store
from netwright.artefacts._tensorboard_summaries import (
    Setting,
    graph,
    histogram,
    pictures,
    session_end,
    session_start,
)
from netwright.contracts import Layer

if TYPE_CHECKING:
    from tensorboard.compat.proto.summary_pb2 import Summary
    from torch import Tensor

PICTURES = "pictures/as training sees them"


def has_tensorboard() -> bool:
    """Whether the extra is installed; nothing is imported."""
    return importlib.util.find_spec("tensorboard") is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """What is shown of a training besides its curves.

    Args:
        settings: hyper-parameters by name.
        layers: the network's, in the order of computation; empty for no graph.
        pictures: uint8 (n, c, h, w), c 1 or 3; n may be 0.
        captions: a line for each picture.
    """

    settings: Mapping[str, Setting]
    layers: Sequence[Layer] = ()
    pictures: NDArray[np.uint8] = field(default_factory=lambda: np.empty((0, 1, 1, 1), np.uint8))
    captions: Sequence[str] = ()


class TensorBoard:
    """An event file that grows with the history.

    Args:
        folder: where it lies; made if it is not there, and emptied where ``step`` is 0.
        step: steps done when it is opened, 0 or more.
    """

    def __init__(self, folder: Path, *, step: int = 0) -> None:
        from tensorboard.summary.writer.event_file_writer import (
            EventFileWriter,
        )

        if step == 0:
            store.discard(folder)
        self._writer = EventFileWriter(str(folder))
        if step:
            self._begin_after(step)

    def overview(self, shown: Overview) -> None:
        """Add graph, pictures and hyper-parameters; meant once, at step 0."""
        self._add(0, [session_start(shown.settings, time.time())])
        if len(shown.pictures):
            self._add(0, [pictures(PICTURES, shown.pictures, shown.captions)])
        if shown.layers:
            self._event(0, graph_def=graph(shown.layers).SerializeToString())
        self._writer.flush()

    def scalars(self, line: Mapping[str, object]) -> None:
        """Add the numbers of one line of the history, at its step."""
        from tensorboard.compat.proto.summary_pb2 import Summary

        values = [
            Summary.Value(tag=name, simple_value=float(value))
            for name, value in line.items()
            if isinstance(value, int | float) and name != "step"
        ]
        self._add(int(str(line["step"])), values)
        self._writer.flush()

    def histograms(
        self, step: int, weights: Mapping[str, "Tensor"], gradients: Mapping[str, "Tensor"]
    ) -> None:
        """Add how all weights and gradients are distributed, a tensor at a time."""
        groups = {"weights": weights, "gradients": gradients}
        values = [
            histogram(f"{group}/{name}", tensor.detach().float().cpu().numpy())
            for group, tensors in groups.items()
            for name, tensor in tensors.items()
        ]
        self._add(step, values)
        self._writer.flush()

    def close(self, *, finished: bool = False, failed: bool = False) -> None:
        """Finish the file; ``finished`` where the training ended, ``failed`` where it had to."""
        if finished:
            self._add(0, [session_end(time.time(), failed=failed)])
        self._writer.close()

    def _begin_after(self, step: int) -> None:
        """What was written beyond this step is void: it comes again."""
        from tensorboard.compat.proto.event_pb2 import SessionLog

        self._event(step + 1, session_log=SessionLog(status=SessionLog.START))

    def _add(self, step: int, values: Sequence["Summary.Value"]) -> None:
        from tensorboard.compat.proto.summary_pb2 import Summary

        self._event(step, summary=Summary(value=values))

    def _event(self, step: int, **what: object) -> None:
        from tensorboard.compat.proto.event_pb2 import Event

        self._writer.add_event(Event(wall_time=time.time(), step=step, **what))
