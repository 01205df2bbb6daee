import pytest

import netwright as nw
from netwright.api._diagnose_strategy import strategy_of


def test_accuracies_become_a_ladder_with_the_counts_of_the_splits(data):
    learned = nw.inspect(data / "people.csv", target="label").prepared.learned
    found = strategy_of(learned, {"train": 0.99, "val": 0.5, "test": 0.5}, majority=0.6, human=0.01)
    assert found is not None
    errors = dict(found.figures.errors)
    assert errors == {"human": 0.01, "train": pytest.approx(0.01), "dev": 0.5, "test": 0.5}
    counts = {name: len(rows) for name, rows in learned.examples.splits.items()}
    assert found.figures.counts == {
        "train": counts["train"], "dev": counts["val"], "test": counts["test"],
    }  # fmt: skip


def test_what_is_no_accuracy_has_no_ladder(data):
    houses = nw.inspect(data / "houses.csv", target="price").prepared.learned
    people = nw.inspect(data / "people.csv", target="label").prepared.learned
    assert strategy_of(houses, {"train": 0.5}, majority=None) is None
    assert strategy_of(people, {}, majority=None) is None
