"""What a user wants to know of a run's errors, checked before anything is computed."""

import math
from dataclasses import dataclass
from pathlib import Path

from netwright.api._diagnose_reached import Reached
from netwright.api._paths import expect_run
from netwright.api._run import Run
from netwright.api._strategy_sheet import expect_place
from netwright.errors import SettingError


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfErrors:
    """What a user wants to know of the errors besides what is always looked at.

    Args:
        sheet: where to write the errors as a table; None for nowhere.
        tags: such a table, edited; None for none.
        against: folder of an earlier run; None for none.
        minutes: for trainings; None for no training.
    """

    sheet: Path | None = None
    tags: Path | None = None
    against: Path | None = None
    minutes: float | None = None

    def expect_possible(self, found: Reached) -> None:
        """Make sure that all of it can be done, before anything is computed.

        Args:
            found: the run.

        Raises:
            SettingError: naming the first that cannot.
            StorageError: if the sheet's folder is not there.
        """
        for name in self.__slots__:
            if getattr(self, name) is not None and not has_errors(found):
                raise SettingError(
                    name,
                    str(getattr(self, name)),
                    wanted="left out: the run has no val rows that are right or wrong",
                    hint="it is for runs that give one class to each example and have val rows",
                )
        if self.sheet is not None:
            expect_place(self.sheet, found.path)
        if self.against is not None:
            expect_run(self.against)
        if self.minutes is not None:
            if not 0 < self.minutes < math.inf:
                raise SettingError("minutes", self.minutes, wanted="a number of minutes above 0")
            Run(found.path)


def has_errors(found: Reached) -> bool:
    """Whether the run has val rows, and answers to them are right or wrong."""
    learned = found.prepared.learned
    return learned.task.goal.measure == "accuracy" and "val" in learned.examples.splits
