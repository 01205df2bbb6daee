"""TensorBoard's event files, for those who look at curves there (extra ``track``).

Each line of the history becomes scalars. These files are for looking at: they hold clock times,
and are no part of what is byte-identical between runs. TensorBoard's own class writes them, the
one exception to ``store``: a file torn by a kill costs a point of a curve.
"""

import importlib.util
import time
from collections.abc import Mapping
from pathlib import Path


def has_tensorboard() -> bool:
    """Whether the extra is installed; nothing is imported."""
    return importlib.util.find_spec("tensorboard") is not None


class TensorBoard:
    """An event file that grows with the history.

    Args:
        folder: where it lies; made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        from tensorboard.summary.writer.event_file_writer import (
            EventFileWriter,
        )

        self._writer = EventFileWriter(str(folder))

    def scalars(self, line: Mapping[str, object]) -> None:
        """Add the numbers of one line of the history, at its step."""
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary

        values = [
            Summary.Value(tag=name, simple_value=float(value))
            for name, value in line.items()
            if isinstance(value, int | float) and name != "step"
        ]
        step = int(str(line["step"]))
        event = Event(wall_time=time.time(), step=step, summary=Summary(value=values))
        self._writer.add_event(event)
        self._writer.flush()

    def close(self) -> None:
        """Finish the file."""
        self._writer.close()
