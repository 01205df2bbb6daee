"""The wrong answers of a run on its val rows: where they gather, and what was asked about them.

    always       slices by class, column, light, judged for their number   (_strategy_slices)
    sheet        the errors as a table for a person                        (_strategy_sheet)
    tags         that table, read back: the person's tags and wrong labels
    against      an earlier run on the same rows                           (_strategy_against)
    minutes      trainings: more examples, suspected labels                (_strategy_trainings)

    Reached --> Answers --> ErrorsFound --> Evidence --> the ladder (_diagnose_strategy)

What is asked is checked before anything is computed. Cost without trainings: one pass over the
val rows of each run.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netwright.api._diagnose_reached import Reached
from netwright.api._diagnose_strategy import Evidence
from netwright.api._prepared import Listeners
from netwright.api._strategy_against import Against, against
from netwright.api._strategy_answers import Answers, answers_to
from netwright.api._strategy_asked import AskedOfErrors, has_errors
from netwright.api._strategy_sheet import (
    errors_in,
    is_proposed,
    read_sheet_of,
    write_sheet_of,
)
from netwright.api._strategy_slices import slices_of
from netwright.api._strategy_trainings import Trainings, train_for
from netwright.diagnosis import (
    ErrorRow,
    Slice,
    TagShare,
    Verdict,
    slice_errors,
    slices_judged,
    tag_shares,
)

Mask = NDArray[np.bool_]
WRONG = "label wrong"  # the tag of ``tag_shares`` for labels
MOST = 8  # lines of a table in the text
PROPOSED = 6  # slices that stand in a sheet as tags


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsFound:
    """The errors on val and what is known of them.

    Args:
        run: the run folder.
        answers: to the val rows.
        slices: the highest ceiling first.
        looked: rows of the person's sheet that are errors; empty without one.
        tags: their tags, and which of them the program had proposed itself.
        against: None without an earlier run.
        trainings: None without minutes.
        sheet: the file that was written; None for none.
    """

    run: Path
    answers: Answers
    slices: tuple[Slice, ...]
    looked: tuple[ErrorRow, ...] = ()
    tags: tuple[tuple[TagShare, bool], ...] = ()
    against: Against | None = None
    trainings: Trainings | None = None
    sheet: Path | None = None

    @property
    def count(self) -> int:
        """How many answers are wrong."""
        return int(self.answers.wrong.sum())

    @property
    def evidence(self) -> Evidence:
        """For the ladder."""
        shares = {part.name: part.share for part in self.slices if part.stands_out}
        own = {tag.name: tag.share for tag, proposed in self.tags if not proposed}
        mislabelled = own.pop(WRONG, None)
        verdicts = [] if own else [slices_judged(self.slices, self.count)]
        labels = self.trainings.labels if self.trainings else None
        if labels is not None and mislabelled is None:
            verdicts.append(labels.verdict)
        return Evidence(
            slices={**shares, **own},
            mislabelled=mislabelled,
            looked=sum(row.label_wrong is not None for row in self.looked) or None,
            curve=self.trainings.curve if self.trainings else {},
            bayes=None if labels is None else labels.bayes,
            verdicts=verdicts,
        )

    def text(self) -> str:
        """What a person reads: a line for each thing that was found."""
        rows, said = len(self.answers.rows), f"{100 * self.answers.error:.3g} %"
        lines = [
            f"errors    {self.count:,} of {rows:,} val rows (dev) are answered wrongly ({said})"
        ]
        for head, told in (
            ("where", self._where()),
            ("tags", self._tagged()),
            ("against", self.against.lines() if self.against else ()),
            ("trained", self.trainings.notes if self.trainings else ()),
            ("labels", self._doubted()),
            ("sheet", self._written()),
        ):
            lines += [f"  {head if not n else '':<8}{line}" for n, line in enumerate(told)]
        return "\n".join(lines)

    def summary(self) -> dict[str, Any]:
        """Plain values, as ``netwright diagnose --json`` prints them."""
        trained = self.trainings
        labels = trained.labels if trained else None
        return {
            "rows": len(self.answers.rows),
            "wrong": self.count,
            "slices": [_plain_slice(part) for part in self.slices],
            "tags": [
                {**asdict(tag), "interval": list(tag.interval), "proposed": proposed}
                for tag, proposed in self.tags
            ],
            "looked": len(self.looked),
            "against": self.against.summary() if self.against else None,
            "curve": [[n, e] for n, e in sorted(trained.curve.items())] if trained else [],
            "labels": None
            if labels is None
            else {
                "noise": labels.check.noise,
                "standard_error": labels.check.standard_error,
                "rows": labels.check.rows,
                "suspects": labels.rows(),
            },
            "trained": list(trained.notes) if trained else [],
            "sheet": None if self.sheet is None else str(self.sheet),
        }

    def _where(self) -> Iterator[str]:
        verdict: Verdict = slices_judged(self.slices, self.count)
        out = [part for part in self.slices if part.stands_out]
        if not out and self.count:
            yield verdict.evidence[0]
            yield from (f"largest: {part}" for part in self.slices[:1] if part.errors)
        yield from (f"{part}: more than chance" for part in out[:MOST])

    def _tagged(self) -> Iterator[str]:
        own = [tag for tag, proposed in self.tags if not proposed]
        if self.looked and not own:
            yield "the sheet holds no tag but those that were proposed, and no label_wrong"
        for tag in own[:MOST]:
            low, high = (100 * end for end in tag.interval)
            of = round(tag.errors / tag.share) if tag.share else len(self.looked)
            yield (
                f"{tag.name}: {tag.errors} of {of} errors looked at ({100 * tag.share:.3g} %, "
                f"{low:.2g} to {high:.2g}); at most {100 * tag.ceiling:.2g} points"
            )

    def _doubted(self) -> Iterator[str]:
        labels = self.trainings.labels if self.trainings else None
        if labels is not None:
            yield from labels.lines()

    def _written(self) -> Iterator[str]:
        if self.sheet is not None:
            yield f"{self.count:,} errors written to {self.sheet}, with proposed tags"
            yield "look at them, add your tags (dark;blurred) and label_wrong (yes or no), then:"
            yield f"netwright diagnose {self.run} --tags {self.sheet}"


def errors_of(found: Reached, asked: AskedOfErrors, listeners: Listeners) -> ErrorsFound | None:
    """Look at the wrong answers of a run.

    Args:
        found: the run.
        asked: what to do besides; it has been checked.
        listeners: told of trainings.

    Returns:
        The errors; None where the run has no val rows that are right or wrong.

    Raises:
        DataError: if the sheet or the earlier run does not fit this run.
        StorageError: if a sheet cannot be read or written.
        StoppedError: if a signal came in a training.
    """
    if not has_errors(found):
        return None
    rows = found.prepared.learned.examples.rows("val")
    answers = answers_to(found.prepared, found.weights, rows)
    slices = slices_of(found.prepared, rows)
    parts = slice_errors(answers.wrong, slices)
    done = ErrorsFound(run=found.path, answers=answers, slices=parts)
    if asked.tags is not None:
        done = _with_tags(done, asked.tags, slices)
    if asked.against is not None:
        done = replace(done, against=against(found, answers, slices, asked.against))
    if asked.minutes is not None:
        done = replace(done, trainings=train_for(found, answers, asked.minutes, listeners))
    if asked.sheet is not None:
        labels = done.trainings.labels if done.trainings else None
        suspects = labels.suspects if labels else frozenset[int]()
        write_sheet_of(asked.sheet, answers, _proposed(parts, slices), suspects)
        done = replace(done, sheet=asked.sheet)
    return done


def _proposed(parts: Sequence[Slice], slices: Mapping[str, Mask]) -> dict[str, Mask]:
    """The slices that a sheet names: with more errors than the rest, the surest of that first."""
    more = (part for part in parts if part.rate > part.rest)
    return {part.name: slices[part.name] for part in sorted(more, key=_by_chance)[:PROPOSED]}


def _by_chance(part: Slice) -> tuple[float, str]:
    return part.chance, part.name


def _with_tags(done: ErrorsFound, tags: Path, slices: Mapping[str, Mask]) -> ErrorsFound:
    looked = errors_in(read_sheet_of(tags), done.answers)
    shares = tag_shares(looked, done.answers.error)
    told = tuple((share, is_proposed(share.name, slices)) for share in shares)
    return replace(done, looked=looked, tags=told)


def _plain_slice(part: Slice) -> dict[str, Any]:
    values = {**asdict(part), "interval": list(part.interval)}
    return {name: None if _is_nan(value) else value for name, value in values.items()}


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
