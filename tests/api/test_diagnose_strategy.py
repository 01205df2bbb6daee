import pytest

import netwright as nw
from netwright.api._diagnose_strategy import Evidence, strategy_of
from netwright.diagnosis import Verdict, noise_bayes


@pytest.fixture(scope="module")
def learned(data):
    return nw.inspect(data / "people.csv", target="label").prepared.learned


def test_accuracies_become_a_ladder_with_the_counts_of_the_splits(learned):
    found = strategy_of(learned, {"train": 0.99, "val": 0.5, "test": 0.5}, majority=0.6, human=0.01)
    assert found is not None
    errors = dict(found.figures.errors)
    assert errors == {"human": 0.01, "train": pytest.approx(0.01), "dev": 0.5, "test": 0.5}
    counts = {name: len(rows) for name, rows in learned.examples.splits.items()}
    assert found.figures.counts == {
        "train": counts["train"], "dev": counts["val"], "test": counts["test"],
    }  # fmt: skip


def test_what_is_no_accuracy_has_no_ladder(data, learned):
    houses = nw.inspect(data / "houses.csv", target="price").prepared.learned
    assert strategy_of(houses, {"train": 0.5}, majority=None) is None
    assert strategy_of(learned, {}, majority=None) is None


def test_what_is_known_of_the_errors_goes_into_the_ladder(learned):
    evidence = Evidence(
        slices={"town = Bath": 0.6},
        mislabelled=0.5,
        looked=40,
        curve={20: 0.4, 40: 0.3, 80: 0.2},
        bayes=noise_bayes(0.02, 100),
    )
    found = strategy_of(learned, {"train": 0.9, "val": 0.8}, majority=0.6, evidence=evidence)
    assert found is not None
    assert found.figures.slices == {"town = Bath": 0.6}
    assert found.figures.counts["errors"] == 40
    assert [size for size, *_ in found.figures.curve] == [20, 40, 80]
    assert {"FIX_DEV_LABELS", "SLICE"} <= set(found.causes)
    assert {"more data", "labels", "slices"} <= {verdict.rule for verdict in found.verdicts}
    assert found.gaps[0].below == "human"  # the estimate stands for it


def test_a_verdict_that_knows_more_stands_for_the_ladders_own(learned):
    scores = {"train": 1.0, "val": 1.0}
    plain = strategy_of(learned, scores, majority=0.6)
    better = Verdict(rule="slices", health="healthy", evidence=("none of 9 slices stands out",))
    again = Verdict(rule=plain.first.rule, health="unsure", cause=plain.cause, evidence=("new",))
    found = strategy_of(learned, scores, majority=0.6, evidence=Evidence(verdicts=[better, again]))
    assert found.first is again
    assert better in found.verdicts
    assert len(found.verdicts) == len(plain.verdicts) + 1
