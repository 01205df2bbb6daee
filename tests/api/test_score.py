import pytest
import torch

import netwright as nw
from netwright.api._evaluate import evaluate_run
from netwright.api._score import member_goals, score


def _weights(run):
    return run.model.network.state_dict()


def test_every_split_is_measured_and_the_goal_read_on_the_best_one(runs, data):
    prepared = nw.inspect(
        data / "people.csv", target="label", model="mlp", width=0.1, **_fixed(runs)
    ).prepared
    done = score(prepared, _weights(runs.people))
    assert done.goal_split == "test"
    assert set(done.splits) == set(done.trivial) == {"train", "val", "test"}
    measured = done.splits["test"].scores["accuracy"].value
    assert measured == runs.people.goal["value"]
    assert done.trivial["test"]["accuracy"] == runs.people.goal["trivial"]


def _fixed(runs):
    names = ("members", "dropout", "epochs", "plan")
    return {name: getattr(runs.people.recipe.settings, name) for name in names}


def test_each_member_is_scored_beside_the_vote(runs, data):
    prepared = nw.inspect(
        data / "people.csv", target="label", model="mlp", width=0.1, **_fixed(runs)
    ).prepared
    done, rows = score(prepared, _weights(runs.people)), prepared.examples.rows("test")
    network, stored = done.network.eval(), prepared.examples.take(rows)
    raw = network(*(torch.from_numpy(stored[name]) for name in prepared.task.inputs))
    right = raw.argmax(dim=2) == torch.from_numpy(stored["label"])[:, None]
    assert len(done.members) == prepared.task.members == 8
    assert done.members == pytest.approx(right.double().mean(dim=0).tolist())
    assert runs.people.model.about["members"] == list(done.members)
    assert runs.people.summary()["members"] == list(done.members)
    assert evaluate_run(runs.people).members == done.members
    said = f"{len(done.members)} members"
    assert said in (runs.people.path / "report.html").read_text(encoding="utf-8")
    assert said in (runs.people.path / "card.md").read_text(encoding="utf-8")


def test_one_network_has_no_members(runs, data):
    assert runs.houses.summary()["members"] == []
    prepared = nw.inspect(data / "houses.csv", target="price", model="logistic").prepared
    model, rows = prepared.task.model(), prepared.examples.rows("test")
    assert member_goals(model, prepared.task, prepared.examples, rows) == ()
