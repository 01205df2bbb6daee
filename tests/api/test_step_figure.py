import math
from dataclasses import replace

import pytest

from netwright.api._diagnose_reached import reached
from netwright.api._step_figure import step_figures


def peak(run, **changes):
    learned = reached(run.path).prepared.learned
    settings = learned.settings.model_copy(update=changes)
    return step_figures(replace(learned, settings=settings))["step/peak"]


@pytest.mark.parametrize("which", ["people", "photos"])
def test_a_step_grows_with_the_rate(runs, which):
    run = getattr(runs, which)
    small, usual = peak(run, learning_rate=1e-4), peak(run, learning_rate=1e-3)
    assert 0 < small < usual
    assert usual == pytest.approx(10 * small, rel=0.2)


def test_a_loss_that_is_not_finite_has_no_figure(runs, monkeypatch):
    learned = reached(runs.photos.path).prepared.learned
    kind = type(learned.task)
    monkeypatch.setattr(kind, "loss", lambda self, output, batch: output.sum() * math.nan)
    assert math.isnan(step_figures(learned)["step/peak"])
