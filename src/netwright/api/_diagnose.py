"""What is wrong with a run, and what to do next: its training by rules, its errors by the ladder.

    training    the facts of the coach, read from the run: its rows as the network met them, its
                network before the first and after the last step, its history; then the rules, and
                the forks they ask for (``diagnosis``, ``experiments``)
    strategy    train, train-dev, val and test errors as a ladder (``diagnosis.ladder``), where the
                goal is an accuracy
    errors      the wrong answers on val: where they gather, and what was asked about them
                (``_strategy_errors``)

A run's own loop clears gradients, trains in training mode and judges in evaluation mode, so what
the coach counts of other loops is known here. Forks step by the recipe's own optimiser. Nothing in
the run folder is changed, and one that is still training is not disturbed.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netwright.api._diagnose_data import DataDiagnosed, diagnose_data
from netwright.api._diagnose_reached import Reached, reached
from netwright.api._diagnose_rows import Alone, first_network, loss_alone, output_alone, rows_met
from netwright.api._diagnose_stepped import Stepped
from netwright.api._diagnose_strategy import NOTHING, strategy_of
from netwright.api._own_facts import own_report
from netwright.api._paths import expect_run
from netwright.api._prepared import Learned, Listeners, Say, Watch, quiet
from netwright.api._strategy_asked import AskedOfErrors
from netwright.api._strategy_errors import ErrorsFound, errors_of
from netwright.api._strategy_words import strategy_words
from netwright.api._verdict_facts import middle_rate, rates_of, update_ratio
from netwright.api._watch import judged
from netwright.api._watch_facts import Watched
from netwright.api._watch_report import Report
from netwright.api._watch_tally import Tally
from netwright.artefacts import build_network, is_finished, is_run
from netwright.diagnosis import Ladder, RunVerdict
from netwright.errors import SettingError
from netwright.experiments import Pair
from netwright.recipe import Settings

SECONDS = 10.0  # for forks
PROBED = 256  # rows of the step whose size is measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosed:
    """What was found.

    Args:
        run: the run folder.
        training: the coach's report.
        strategy: the ladder; None where the goal is no accuracy.
        errors: the wrong answers on val; None where there are no val rows, or no accuracy.
        note: a sentence where the run is not finished; else empty.
    """

    run: Path
    training: Report
    strategy: Ladder | None
    errors: ErrorsFound | None = None
    note: str = ""

    @property
    def verdict(self) -> RunVerdict:
        """The three lines, and what stands behind them, as the end of a training gives them."""
        return RunVerdict.of(self.training.diagnosis, self.strategy, self.training.notes)

    def text(self) -> str:
        """What a person reads: the three lines first, then what stands behind them."""
        parts = [self.note] if self.note else []
        parts += [self.verdict.text(), f"training  {self.training.text()}"]
        if self.strategy is not None:
            parts.append(f"strategy  {strategy_words(self.strategy)}")
        if self.errors is not None:
            parts.append(self.errors.text())
        return "\n\n".join(parts)

    def summary(self) -> dict[str, Any]:
        """Plain values, as ``netwright diagnose --json`` prints them."""
        values = {name: v for name, v in self.verdict.to_dict().items() if name != "drawings"}
        values["notes"] = [*filter(None, [self.note]), *self.training.notes]
        errors = None if self.errors is None else self.errors.summary()
        return {"run": str(self.run), "data": None, **values, "errors": errors, "text": self.text()}


def diagnose(
    source: str | Path,
    *,
    human: float | None = None,
    seconds: float | None = None,
    test: str | Path | None = None,
    sheet: str | Path | None = None,
    tags: str | Path | None = None,
    against: str | Path | None = None,
    minutes: float | None = None,
    say: Say = quiet,
    watch: Watch | None = None,
    **settings: Any,  # noqa: ANN401  each is checked against the recipe
) -> Diagnosed | DataDiagnosed:
    """Diagnose a run, finished or not, or data before any training.

    Args:
        source: a run folder; or data, as ``train`` takes them.
        human: of a run, the error of good people, or the one that is aimed at, from 0 to 1.
        seconds: of a run, how long forks may compute; None for 10.
        test: of data, for tables, a file whose rows only score.
        sheet: of a run, a file for its wrong answers on val, as a table to edit.
        tags: of a run, such a table with a person's tags.
        against: of a run, an earlier run on the same data, to compare with.
        minutes: of a run, for trainings that tell whether more examples would help and which
            labels look wrong; None for none. Of data, a setting.
        say: told of trainings.
        watch: told where a training is.
        **settings: of data, as ``train`` takes them.

    Returns:
        What was found.

    Raises:
        SettingError: if what is given for data comes with a run, or the other way round.
        DataError: if the data cannot be used, or have changed since the run.
    """
    folder = Path(source)
    if is_run(folder) or is_finished(folder) or _holds_runs(folder):
        for_data = [name for name, value in {"test": test, **settings}.items() if value is not None]
        if for_data:
            raise SettingError(for_data[0], "a value", wanted="left out: a run knows its data")
        return diagnose_run(
            source,
            human=human,
            seconds=SECONDS if seconds is None else seconds,
            sheet=sheet,
            tags=tags,
            against=against,
            minutes=minutes,
            say=say,
            watch=watch,
        )
    of_run = {"human": human, "seconds": seconds, "sheet": sheet, "tags": tags, "against": against}
    for name, value in of_run.items():
        if value is not None:
            raise SettingError(name, value, wanted=f"left out for data: {source} is no run")
    if minutes is not None:
        settings["minutes"] = minutes
    return diagnose_data(source, test=test, **settings)


def diagnose_run(
    run: str | Path,
    *,
    human: float | None = None,
    seconds: float = SECONDS,
    sheet: str | Path | None = None,
    tags: str | Path | None = None,
    against: str | Path | None = None,
    minutes: float | None = None,
    say: Say = quiet,
    watch: Watch | None = None,
) -> Diagnosed:
    """Diagnose a run: a finished one, one that was killed, or one that is still training.

    Args:
        run: the run folder.
        human: the error of good people, or the one that is aimed at, from 0 to 1; None for unknown.
        seconds: that forks may compute.
        sheet: a file for the wrong answers on val, as a table to edit; None for none.
        tags: such a table with a person's tags; None for none.
        against: an earlier run on the same data, to compare with; None for none.
        minutes: for trainings, of a finished run; None for none.
        say: told of trainings.
        watch: told where a training is.

    Returns:
        The coach's report, the strategy, and the errors.

    Raises:
        SettingError: if it is no run folder, or what was asked cannot be done with this run.
        DataError: if the data have changed since, or a sheet or the earlier run does not fit.
        DamageError: if no checkpoint of an unfinished run is whole.
        StoppedError: if a signal came in a training of ``minutes``.
    """
    asked = AskedOfErrors(
        sheet=_path(sheet), tags=_path(tags), against=_path(against), minutes=minutes
    )
    found = reached(run)
    asked.expect_possible(found)
    learned = found.prepared.learned
    training = own_report(found)
    if training is None:
        training = (
            Report.of_nothing(["several targets are judged by their strategy alone, so far"])
            if len(learned.task.targets) != 1
            else judged(_watched(found, learned), seconds)
        )
    errors = errors_of(found, asked, Listeners(say=say, watch=watch))
    strategy = strategy_of(
        learned,
        found.accuracies,
        majority=found.majority,
        human=human,
        evidence=NOTHING if errors is None else errors.evidence,
    )
    return Diagnosed(
        run=found.path, training=training, strategy=strategy, errors=errors, note=found.note
    )


def _path(file: str | Path | None) -> Path | None:
    return None if file is None else Path(file)


def _holds_runs(folder: Path) -> bool:
    """Whether a folder holds runs: then it is no data, and the error names the newest run."""
    if folder.is_dir() and any(is_run(entry) for entry in folder.iterdir() if entry.is_dir()):
        expect_run(folder)
        return True
    return False


def _watched(run: Reached, learned: Learned) -> Watched:
    """The run as the coach would have seen it."""
    task, settings, examples = learned.task, learned.settings, learned.examples
    first, loss_fn = first_network(learned), loss_alone(task)
    last = (
        output_alone(learned, run.weights)
        if learned.frozen
        else build_network(run.prepared.task, run.weights)
    )
    train, widths = rows_met(learned, examples.rows("train"))
    held = "val" if "val" in examples.splits else ""
    valid = rows_met(learned, examples.rows(held))[0] if held else None
    measure = f"val/{task.goal.measure}"
    pairs: list[Pair] = []
    for network in (first, last):
        alone = Alone(network, widths)
        alone.train()
        pairs.append((alone, Stepped(network, settings)))
    tally = _tally(pairs[1], run, settings)
    factor = middle_rate(settings, run.planned) / settings.learning_rate
    rows = train.x[:PROBED], train.y[:PROBED]
    tally.ratios = [(1, update_ratio(pairs[0], factor, loss_fn, rows))]
    return Watched(
        first=pairs[0],
        last=pairs[1],
        loss_fn=loss_fn,
        train=train,
        valid=valid,
        tally=tally,
        rate=settings.learning_rate,
        valid_loss=[line["val/loss"] for line in run.history if "val/loss" in line],
        valid_metric=[line[measure] for line in run.history if measure in line],
        notes=_notes(settings),
    )


def _notes(settings: Settings) -> list[str]:
    """What differs between the run and what is judged."""
    notes = []
    if settings.schedule != "constant":
        notes.append(
            f"learning rates are those in the middle of the schedule {settings.schedule}, whose "
            f"highest is {settings.learning_rate:g}; forks keep them"
        )
    if settings.freezes:
        notes.append("forks train all stages; the run kept some frozen for a part of its steps")
    if settings.members > 1:
        notes.append(f"forks train the mean of {settings.members} members as one network")
    return notes


def _tally(pair: Pair, run: Reached, settings: Settings) -> Tally:
    """What the coach counts, from the run's history."""
    tally, steps = Tally(*pair), run.steps
    tally.steps = steps
    tally.losses = [line["batch/loss"] for line in run.history]
    tally.rates = rates_of(settings, steps, run.planned)
    return tally
