"""What data say before any training."""

import math

import pytest

from netwright.diagnosis import ColumnFacts, Facts, Inputs, Simple, Targets, data_verdicts

GOOD = Simple(within=0.9, within_error=0.01, across=0.88, across_error=0.02, examples=400)
ROWS = Inputs(examples=400, columns=3, largest=2.0, spread=1.0, inside=0.0, natural=0.0,
              conflicts=0.0, distinct=1.0, shift=0.0, spread_ratio=1.0, mean_slope=1.0)  # fmt: skip
KIND = Targets(kind="classes", counts=(200, 200), valid_counts=(50, 50))


def facts(inputs=ROWS, targets=KIND, simple=GOOD):
    return Facts(inputs=inputs, targets=targets, simple=simple)


def found(seen, classes=(("a", 200), ("b", 200)), columns=(), split="val"):
    verdicts = data_verdicts({split: seen}, classes=dict(classes), columns=columns)
    return [(one.health, one.cause) for one in verdicts if one.cause], verdicts


def changed(values, **changes):
    return type(values)(**{name: getattr(values, name) for name in values.__slots__} | changes)


def test_good_data_are_healthy():
    named, verdicts = found(facts())
    assert named == []
    assert all(one.health in ("healthy", "unsure") for one in verdicts)


def test_held_out_rows_among_the_training_rows_are_ill_and_say_which_split():
    named, verdicts = found(facts(changed(ROWS, inside=0.3)), split="test")
    assert named == [("ill", "LEAK_DUP")]
    assert verdicts[0].evidence[-1] == "held out: test"
    assert "30.0%" in verdicts[0].evidence[0]


def test_labels_without_a_relation_are_ill():
    nothing = Simple(within=0.01, within_error=0.02, across=0.0, across_error=0.02, examples=400)
    assert ("ill", "LABELS_SHUFFLED") in found(facts(simple=nothing))[0]


def test_a_split_that_is_of_another_source_is_ill():
    broken = Simple(within=0.9, within_error=0.01, across=0.1, across_error=0.02, examples=400)
    assert ("ill", "TRAIN_TEST_SKEW") in found(facts(changed(ROWS, shift=0.5), simple=broken))[0]


def test_a_column_that_is_the_target_is_ill():
    leak = changed(KIND, leak_column=1, leak_train=1.0, leak_valid=1.0)
    assert found(facts(targets=leak))[0] == [("ill", "LEAK_TARGET")]


def test_columns_that_fix_the_target_are_suspected():
    said = "column 'd' says the same as the target 'c'; is it known before the target?"
    verdicts = data_verdicts({"val": facts()}, classes={}, echoes=[said])
    assert (verdicts[0].health, verdicts[0].cause) == ("unsure", "LEAK_TARGET")
    assert verdicts[0].evidence == (said,)


def test_rare_classes_and_few_rows_are_suspected_with_their_counts():
    named, verdicts = found(facts(), classes=(("common", 500), ("rare", 4)))
    assert named == [("unsure", "IMBALANCE"), ("unsure", "MORE_DATA")]
    assert verdicts[0].evidence == ("500 training rows of 'common', 4 of 'rare': 125 to 1",)
    assert (
        "1 of 2 classes have fewer than 20 training rows: 'rare' has 4" in verdicts[1].evidence[0]
    )


@pytest.mark.parametrize(("rare", "cause"), [(50, False), (49, True)])
def test_imbalance_begins_above_ten_to_one(rare, cause):
    named, _ = found(facts(), classes=(("a", 500), ("b", rare)))
    assert bool(named) is cause


def test_missing_cells_are_suspected_by_column():
    columns = (ColumnFacts(name="age", missing=0.5), ColumnFacts(name="town", missing=0.1))
    named, verdicts = found(facts(), columns=columns)
    assert named == [("unsure", "NAN_DATA")]
    assert verdicts[0].evidence == ("cells that are missing: 'age' 50%",)


def test_scales_far_apart_are_told_and_are_no_fault():
    columns = (ColumnFacts(name="pay", spread=5e4), ColumnFacts(name="share", spread=1e-2),
               ColumnFacts(name="word", spread=math.nan))  # fmt: skip
    named, verdicts = found(facts(), columns=columns)
    scale = next(one for one in verdicts if one.rule == "scale of the columns")
    assert named == []
    assert scale.evidence[0] == "'pay' spreads 5e+04, 'share' 0.01"
    assert "mean 0 and standard deviation 1" in scale.evidence[1]
    alone = found(facts(), columns=columns[:1])[1]
    assert any("1 columns of numbers; it takes 2" in one.evidence for one in alone)


def test_ill_comes_before_what_is_suspected():
    named, _ = found(facts(changed(ROWS, inside=0.3)), classes=(("a", 500), ("b", 4)))
    assert [health for health, _ in named] == ["ill", "unsure", "unsure"]
