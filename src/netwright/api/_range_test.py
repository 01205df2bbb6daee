"""``train --lr find``: which learning rate to take, from a short test that trains nothing."""

from dataclasses import replace
from pathlib import Path

from netwright import store
from netwright.api._checks import check_user_settings
from netwright.api._planning import make_schedule
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked, Say, quiet
from netwright.errors import SettingError, StoppedError, StorageError
from netwright.report import rate_file
from netwright.training import RangeTest, choose_device, range_test, stop_on_signals


def find_rate(
    data: str | Path,
    *,
    test: str | Path | None = None,
    out: str | Path | None = "learning_rate.svg",
    say: Say = quiet,
    **settings: object,
) -> RangeTest:
    """Test a range of learning rates on data as they lie; no run is made, nothing is trained.

    Args:
        data: a path, ``digits``, or the name of a set that was fetched.
        test: for tables, a file whose rows only score; they take no part.
        out: the picture of the curve, a file ending in .svg in a folder that exists; one that is
            there already is replaced. None for no picture.
        say: told what is found and done, a line at a time.
        **settings: any setting of ``netwright.recipe.Settings``, as for ``train``.

    Returns:
        The curve, its suggestions by rule, and a verdict.

    Raises:
        RecipeError: naming every setting that cannot work, before anything is read.
        SettingError: if ``out`` ends otherwise.
        DataError: if the data cannot be used.
        StorageError: if the picture cannot be written; what was there is still there.
        StoppedError: if a signal came.
    """
    if out is not None and Path(out).suffix.lower() != ".svg":
        raise SettingError("out", str(out), wanted="a file ending in .svg")
    user = {name: value for name, value in settings.items() if value is not None}
    check_user_settings(user)
    asked = Asked(data=str(data), test=None if test is None else str(test), user=user)
    with stop_on_signals():
        try:
            prepared = prepare(asked, say)
            plan = make_schedule(prepared, quiet).plan
            choose_device(plan.device)  # sets what equal bits need
            learned = prepared.learned
            found = range_test(
                learned.task, learned.examples, learned.settings, plan, start=learned.begin
            )
        except StoppedError as error:
            said = "stopped in the range test; nothing is left behind"
            raise StoppedError(error.signal_number, said) from error
    return found if out is None or not found.rates else _drawn(found, Path(out))


def _drawn(found: RangeTest, out: Path) -> RangeTest:
    curve = (found.rates, found.losses, found.smoothed, found.suggestions)
    try:
        store.write_text(out, rate_file(*curve, verdict=found.verdict))
    except StorageError as error:  # its own next step is one for a training
        raise StorageError(error.message, hint="choose another place for the picture") from error
    return replace(found, picture=str(out))
