import numpy as np

import netwright as nw
from netwright.api._score import score, targets_all, targets_of


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


def test_targets_are_those_of_a_split(data):
    prepared = nw.inspect(data / "houses.csv", target="price").prepared
    rows = prepared.examples.rows("train")
    assert set(targets_all(prepared)) == {"target"}
    np.testing.assert_array_equal(
        targets_of(prepared, "train")["target"], targets_all(prepared)["target"][rows]
    )
