from types import SimpleNamespace

import pytest

import netwright as nw
from netwright.api import _improve_known
from netwright.api._improve_known import causes_of, known_of
from netwright.api._improve_trials import Trials
from netwright.training import Stop

WRONG = {"init": "zero", "clip": 1e-3, "val_share": 0.2}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    return nw.train(
        "digits", out=out, model="mlp", epochs=5, plan="fp32", tensorboard=False, **WRONG
    )


def _known(run):
    return known_of(run, Trials(run, Stop(), None).prepared(run.recipe))


def test_what_somebody_set_of_the_training_is_as_it_would_be_inferred(run):
    known = _known(run)
    assert known.inferred["init"] == ""
    assert known.inferred["clip"] == 0.0
    assert known.inferred["val_share"] == 0.2  # of the data
    assert known.inferred["model"] == "mlp"
    assert known.inferred["epochs"] > 5
    assert (known.channels, known.classes) == (1, True)
    assert known.optimisers["adamw"]["learning_rate"] == 1e-3
    assert known.optimisers["muon"] == {
        "optimiser": "muon",
        "learning_rate": 1e-2,
        "momentum": 0.9,
        "weight_decay": 0.0,
    }


def test_a_range_test_is_made_where_it_takes_no_longer_than_a_training(run, runs, monkeypatch):
    seen = []

    def range_test(task, examples, settings, plan, *, start):
        seen.append((settings.init, plan.chosen.dtype))
        return SimpleNamespace(suggestions={"steepest": 1.0, "valley": 0.02})

    monkeypatch.setattr(_improve_known, "range_test", range_test)
    monkeypatch.setattr(_improve_known, "TEST_STEPS", run.model.about["steps"])
    assert _known(run).rate == 0.02
    assert _known(runs.people).rate is None
    assert seen == [("zero", "fp32")]


def test_tables_have_no_channels_and_numbers_no_classes(runs):
    known = _known(runs.houses)
    assert (known.channels, known.classes) == (0, False)
    assert known.inferred["weight_decay"] == 0.02


def test_the_coach_is_asked(run):
    causes = causes_of(run, human=0.01, seconds=2)
    assert "INIT_SYMMETRIC" in (causes.first, *causes.others)
    assert causes.strategy
