import json

import numpy as np
import pytest
import torch
from torch import nn

import netwright as nw
from netwright.api import diagnose_run
from netwright.api._diagnose import Alone
from netwright.errors import DataError, SettingError
from netwright.store import damages

PLAIN = {"plan": "fp32", "tensorboard": False}


def test_a_good_run_is_healthy_and_its_strategy_is_named(tmp_path):
    run = nw.train("digits", out=tmp_path, model="mlp", epochs=5, **PLAIN)
    before = sorted(str(file) for file in run.path.rglob("*"))
    found = diagnose_run(run.path, human=0.001)
    assert found.training.health == "healthy"
    assert found.training.cause is None
    assert found.strategy is not None
    assert found.strategy.cause in found.text()
    assert found.text().startswith("training  healthy: ")
    assert "\n\nstrategy  " in found.text()
    json.dumps(found.summary(), allow_nan=False)
    assert sorted(str(file) for file in run.path.rglob("*")) == before
    assert damages(run.path) == []


def test_a_rate_that_is_too_high_is_named_with_a_better_one(tmp_path):
    run = nw.train("digits", out=tmp_path, model="mlp", epochs=5, learning_rate=1.0, **PLAIN)
    found = diagnose_run(run.path, seconds=60)  # enough on a busy machine too
    assert found.training.cause == "LR_HIGH"
    first = found.training.diagnosis.first
    assert first is not None
    assert "nan" not in " ".join(first.evidence)
    assert any("set the learning rate to" in str(advice) for advice in first.advice)
    words = "middle of the schedule one-cycle, whose highest is 1;"
    assert any(words in note for note in found.training.notes)


def test_a_rate_that_is_too_low_is_named(tmp_path):
    run = nw.train("digits", out=tmp_path, model="mlp", epochs=5, learning_rate=1e-6, **PLAIN)
    assert diagnose_run(run.path, seconds=60).training.cause == "LR_LOW"


@pytest.mark.parametrize("kind", ["people", "houses", "photos"])
def test_every_kind_of_run_can_be_diagnosed(runs, kind):
    found = diagnose_run(getattr(runs, kind).path, seconds=2)
    assert not any("could not" in note for note in found.training.notes)
    assert len(found.training.verdicts) > 40
    assert (found.strategy is None) == (kind == "houses")
    json.dumps(found.summary(), allow_nan=False)


def test_members_are_judged_as_their_mean(runs):
    found = diagnose_run(runs.people.path, seconds=1)
    assert "forks train the mean of 8 members as one network" in found.training.notes


def test_data_that_changed_are_refused(tmp_path):
    x = np.random.default_rng(0).integers(0, 255, (60, 8, 8), dtype=np.uint8)
    path = tmp_path / "pictures.npz"
    np.savez(path, x=x, y=np.arange(60) % 2)
    run = nw.train(path, out=tmp_path / "runs", model="logistic", epochs=1, **PLAIN)
    np.savez(path, x=255 - x, y=np.arange(60) % 2)
    with pytest.raises(DataError, match="changed"):
        diagnose_run(run.path)


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(SettingError, match="run must be a run folder"):
        diagnose_run(tmp_path)


def test_columns_come_apart_again():
    class Network(nn.Module):
        def forward(self, numbers, codes):
            assert codes.dtype == torch.int64
            return torch.cat([numbers.sum(1, keepdim=True), codes.float()], dim=1)

    x = torch.tensor([[0.5, 0.25, 3.0], [1.0, 1.0, 7.0]])
    assert Alone(Network(), [2, 1])(x).tolist() == [[0.75, 3.0], [2.0, 7.0]]
    members = Alone(nn.Unflatten(1, (1, 3)), [])
    assert members(x).tolist() == x.tolist()
