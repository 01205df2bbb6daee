"""What the coach's callbacks for Lightning, Transformers and Keras share.

A framework makes network and optimiser ready only when its training begins, and calls its
callbacks from then on. So the coach begins late:

    framework: training begins    network, optimiser and rows are there: a ``Coach`` is entered
    framework: a step ends        ``step(loss)``, once for each update
    framework: training ends      the coach leaves; ``report()`` judges, whenever it is asked

The frameworks are optional and heavy. Their callback class is a parameter (``joined``), so that
nothing of them is imported before a callback is made.
"""

from typing import TypeVar

from netwright.api._watch import Coach, expect_task
from netwright.api._watch_report import Report
from netwright.errors import UsageError

T = TypeVar("T")


def joined(own: type[T], framework: type) -> type[T]:
    """A class with the hooks of ``own`` that the framework takes for a callback.

    Args:
        own: a class of callbacks without its framework.
        framework: the framework's class of callbacks.

    Returns:
        A class derived from both, under the name of the first.
    """
    known = {"__module__": own.__module__, "__doc__": own.__doc__}
    made: type[T] = type(own.__name__, (own, framework), known)
    return made


class LateCoach(Coach):
    """A coach whose framework knows more than its user's network and optimiser say."""

    _inside = False

    @property
    def passes(self) -> int:
        """Passes with gradients that were counted."""
        return self._tally.passes

    def begin(self) -> None:
        """Begin to watch."""
        self.__enter__()
        self._inside = True

    def end(self) -> None:
        """Leave the network as it was found; a second time does nothing."""
        if self._inside:
            self._inside = False
            self.__exit__(None, None, None)

    def say(self, words: str) -> None:
        """Put a sentence into the report."""
        if words not in self._notes:
            self._notes.append(words)

    def say_error(self, what: str, error: Exception) -> None:
        """Put into the report what went wrong in the coach itself."""
        self._note(what, error)


class CallbackCoach:
    """A callback without its framework: settings until training begins, then a coach.

    Args:
        train: rows of the training; None to take the framework's own.
        valid: held-out rows; None to take the framework's own.
        task: "classification", "regression", "several labels"; None to see it from the targets.
        seconds: for the forks; None for the larger of 4 and a tenth of what the training took.

    Raises:
        SettingError: if the task has no such name.
    """

    def __init__(
        self, *, train: object, valid: object, task: str | None, seconds: float | None
    ) -> None:
        expect_task(task)
        super().__init__()  # the framework's class is next in line
        self._train, self._valid, self._task, self._seconds = train, valid, task, seconds
        self._coach: LateCoach | None = None

    def report(self) -> Report:
        """Judge the training that was watched last; its forks run now.

        Returns:
            The report, as ``netwright.watch`` gives it.

        Raises:
            UsageError: if no training has begun with this callback.
        """
        if self._coach is None:
            raise UsageError(
                "report() must come after a training with this callback; got none",
                hint="give the callback to the trainer, train, then ask for the report",
            )
        self._end()
        return self._coach.report()

    def _begin(self, coach: LateCoach) -> None:
        self._end()
        self._coach = coach
        coach.begin()

    def _end(self) -> None:
        if self._coach is not None:
            self._coach.end()


def of_figure(figures: object, *names: str) -> float | None:
    """The first of some figures that a framework has measured.

    Args:
        figures: a mapping of names to numbers or tensors of one number.
        *names: what it may be called.

    Returns:
        None where there is none.
    """
    found = [figures[name] for name in names if isinstance(figures, dict) and name in figures]
    return float(found[0]) if found else None
