"""Signals: the first one asks for a stop after the step at hand, the second one stops at once."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from netwright.errors import StoppedError

SIGNALS = tuple(
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGUSR1")
    if hasattr(signal, name)  # Windows has no SIGUSR1
)


class Stop:
    """Whether a stop was asked for, and by which signal."""

    def __init__(self) -> None:
        self.signal_number = 0
        self._deferred = False

    def __bool__(self) -> bool:
        return self.signal_number != 0

    def check(self, message: str) -> None:
        """Stop here if it was asked for.

        Args:
            message: what is saved and how to go on.

        Raises:
            StoppedError: if a signal came.
        """
        if self:
            raise StoppedError(self.signal_number, message)

    @contextmanager
    def deferred(self) -> Iterator[None]:
        """While this lasts a first signal only sets the flag; the caller looks at it."""
        self._deferred = True
        try:
            yield
        finally:
            self._deferred = False

    def ask(self, number: int) -> None:
        """Take note of a signal.

        Args:
            number: the signal's.

        Raises:
            StoppedError: at once if nothing needs finishing first, or if it is the second one.
        """
        again = bool(self)
        self.signal_number = number
        if again or not self._deferred:
            raise StoppedError(number, "stopped" + (" at once" if again else ""))


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """Listen for SIGINT, SIGTERM and SIGUSR1; outside the main thread nothing is listened for.

    Yields:
        The stop to look at after each step.
    """
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def handle(number: int, frame: FrameType | None) -> None:
        del frame
        stop.ask(number)

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
