"""Shares, strata, groups, time, and what a source has given already."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from netwright.contracts import SPLITS
from netwright.data import (
    SplitRule,
    duplicate_groups,
    held_out_share,
    join_groups,
    split_rows,
    target_strata,
)
from netwright.errors import DataError

shares = st.none() | st.floats(0.05, 0.4)
rules = st.builds(
    SplitRule,
    seed=st.integers(0, 2**31 - 1),
    val_share=shares,
    test_share=shares,
    train_dev_share=st.sampled_from([0.0, 0.2]),
)
sources = st.sampled_from([None, None, None, "train", "val", "test"])


def split(rule, count, *, strata=None, given=None, groups=None, time=None):
    column = [None] * count if given is None else given
    strata = None if strata is None else np.array(strata)
    groups = None if groups is None else np.array(groups, dtype=np.int64)
    return split_rows(rule, strata=strata, given=column, groups=groups, time=time)


def where(splits, count):
    """The split of each row; fails unless each has exactly one."""
    names = np.full(count, "", dtype="U9")
    for name, rows in splits.rows.items():
        assert rows.dtype == np.int64
        assert (np.diff(rows) > 0).all()
        assert (names[rows] == "").all()
        names[rows] = name
    assert (names != "").all()
    return names


@pytest.mark.parametrize(
    ("count", "share"),
    [(10, 0.2), (10_000, 0.2), (84_000, 0.05), (1_000_000, 0.01), (10**9, 0.01)],
)
def test_shares_at_the_published_points(count, share):
    assert held_out_share(count) == pytest.approx(share, abs=5e-4)


@given(st.integers(0, 2 * 10**6), st.integers(0, 10**5))
def test_more_data_hold_out_a_smaller_share_and_no_fewer_rows(count, more):
    small, large = held_out_share(count), held_out_share(count + more)
    assert small >= large >= 0.01
    assert count * small <= (count + more) * large + 1e-6


@settings(deadline=None, max_examples=60)
@given(st.data(), rules, st.integers(12, 120), st.booleans(), st.booleans())
def test_every_row_is_in_exactly_one_split(data, rule, count, stratified, grouped):
    columns = {"strata": st.integers(0, 3), "groups": st.integers(0, count), "given": sources}
    drawn = {name: data.draw(st.lists(s, min_size=count, max_size=count))
             for name, s in columns.items()}  # fmt: skip
    if not stratified:
        del drawn["strata"]
    if not grouped:
        del drawn["groups"]
    try:
        splits = split(rule, count, **drawn)
    except DataError:  # so few rows or groups that a split was left without any
        reject()
    names = where(splits, count)
    assert list(splits.rows) == [name for name in SPLITS if name in splits.rows]
    assert "train" in splits.rows
    for row, said in enumerate(drawn["given"]):
        if said in ("val", "test"):
            assert names[row] == said
        if said == "train" and "test" in drawn["given"]:
            assert names[row] != "test"  # where a test set is given, none is split off
    if grouped:
        free = np.array([said in (None, "train") for said in drawn["given"]])
        groups = np.array(drawn["groups"])
        for group in np.unique(groups[free]):
            assert len(set(names[free & (groups == group)])) == 1


@settings(deadline=None, max_examples=30)
@given(rules, st.integers(40, 200))
def test_equal_seeds_give_equal_rows_and_other_seeds_others(rule, count):
    strata = np.arange(count) % 2
    first, again = split(rule, count, strata=strata), split(rule, count, strata=strata)
    assert first.why == again.why
    for name, rows in first.rows.items():
        assert np.array_equal(rows, again.rows[name])
    other = SplitRule(
        seed=rule.seed ^ 1,
        val_share=rule.val_share,
        test_share=rule.test_share,
        train_dev_share=rule.train_dev_share,
    )
    assert (where(split(other, count, strata=strata), count) != where(first, count)).any()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 12), max_size=80), st.integers(0, 99))
def test_exact_duplicates_never_straddle(values, seed):
    rows = np.array([*range(20), *values])[:, None]
    splits = split(SplitRule(seed=seed), len(rows), groups=duplicate_groups(rows))
    names = where(splits, len(rows))
    for value in np.unique(rows):
        assert len(set(names[rows[:, 0] == value])) == 1
    assert splits.notes == ()


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(10, 200), min_size=2, max_size=5), rules)
def test_each_class_gives_its_share_within_one_row(sizes, rule):
    strata = np.repeat(np.arange(len(sizes)), sizes)
    splits = split(rule, len(strata), strata=strata)
    held = held_out_share(len(strata))
    for name, asked in (("val", rule.val_share), ("test", rule.test_share)):
        share = held if asked is None else asked
        taken = np.bincount(strata[splits.rows[name]], minlength=len(sizes))
        assert (np.abs(taken - share * np.array(sizes)) <= 1).all()
        assert len(splits.rows[name]) == pytest.approx(share * len(strata), abs=1)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=25, max_size=60), st.integers(0, 99))
def test_groups_give_the_share_within_one_group(sizes, seed):
    groups = np.repeat(np.arange(len(sizes)), sizes)
    splits = split(SplitRule(seed=seed), len(groups), groups=groups)
    for name in ("val", "test"):
        assert abs(len(splits.rows[name]) - 0.2 * len(groups)) <= max(sizes)


@pytest.mark.parametrize("seed", range(10))
def test_a_group_too_large_to_hold_out_trains_and_the_others_are_split(seed):
    groups = np.array([*range(36), *[0] * 24])
    splits = split(SplitRule(seed=seed), 60, groups=groups)
    assert {0, *range(36, 60)} < set(splits.rows["train"].tolist())
    assert {len(splits.rows[name]) for name in ("val", "test")} == {12}


def test_many_small_classes_still_give_the_share_in_all():
    strata = np.repeat(np.arange(200), 3)  # 0.6 of a row each: the fractions are carried over
    splits = split(SplitRule(seed=1), 600, strata=strata)
    assert len(splits.rows["val"]) == pytest.approx(120, abs=2)
    assert set(strata[splits.rows["train"]]) == set(range(200))


def test_the_past_trains_and_the_newest_rows_score():
    time = np.random.Generator(np.random.Philox(0)).permutation(100).astype(np.float64)
    rule = SplitRule(seed=0, val_share=0.1, test_share=0.3, train_dev_share=0.25)
    splits = split(rule, 100, time=time, strata=np.arange(100) % 2)
    spans = [time[splits.rows[name]] for name in SPLITS]
    assert [len(span) for span in spans] == [45, 15, 10, 30]
    assert spans[1].min() < np.median(spans[0])  # drawn from the past, not its newest part
    spans = [np.concatenate(spans[:2]), *spans[2:]]
    for older, newer in pairwise(spans):
        assert older.max() < newer.min()
    assert "oldest to newest" in splits.why
    given = ["test" if moment < 10 else None for moment in time]
    splits = split(rule, 100, time=time, given=given)
    assert sorted(time[splits.rows["test"]]) == list(range(10))
    assert time[splits.rows["train"]].max() < time[splits.rows["val"]].min()


def test_a_given_split_is_kept_and_said():
    given = ["train"] * 60 + ["val"] * 10 + ["test"] * 20
    splits = split(SplitRule(seed=0, val_share=0.5, test_share=0.5), 90, given=given)
    assert {name: (rows[0], rows[-1]) for name, rows in splits.rows.items()} == {
        "train": (0, 59), "val": (60, 69), "test": (70, 89)
    }  # fmt: skip
    assert splits.why == (
        "train 60 / val 10 / test 20 (67 / 11 / 22 %; stratified, keyed by seed 0; "
        "test and val as given)"
    )


def test_train_dev_is_a_share_of_what_is_left_to_train():
    rule = SplitRule(seed=3, val_share=0.2, test_share=0.2, train_dev_share=0.1)
    splits = split(rule, 1_000, strata=np.arange(1_000) % 4)
    assert {name: len(rows) for name, rows in splits.rows.items()} == {
        "train": 540, "train_dev": 60, "val": 200, "test": 200
    }  # fmt: skip


def test_given_rows_that_also_train_are_counted():
    groups = [0, 0, *range(1, 60)]
    given = ["test", *[None] * 60]
    splits = split(SplitRule(seed=0, val_share=0), 61, groups=groups, given=given)
    assert splits.notes == ("1 of 1 test rows also lie in train, as given",)


@pytest.mark.parametrize(
    ("count", "options", "words"),
    [
        (9, {"val_share": 0.6, "test_share": 0.4},
         r"val_share and test_share must leave rows to train; got 0\.6 and 0\.4"),
        (0, {}, "train must have rows; got none"),
        (1, {}, "test must have rows; got none of 1"),
        (3, {"val_share": 0.1, "test_share": 0.3}, "val must have rows; got none of 3"),
    ],
)  # fmt: skip
def test_too_few_rows_are_an_error(count, options, words):
    with pytest.raises(DataError, match=words) as caught:
        split(SplitRule(seed=0, **options), count)
    if "none of" in words:
        assert "_share=0 to do without it" in caught.value.hint


def test_a_source_of_test_rows_only_has_none_to_train():
    with pytest.raises(DataError, match="train must have rows; got none"):
        split(SplitRule(seed=0), 4, given=["test"] * 4)


def test_a_single_group_cannot_be_split():
    words = "got none of 20: 20 rows are in 1 groups that stay together"
    with pytest.raises(DataError, match=words):
        split(SplitRule(seed=0), 20, groups=[7] * 20)
    with pytest.raises(DataError, match=words):
        split(SplitRule(seed=0), 20, time=np.zeros(20))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("few", [[1] * 100, [100]], ids=["singletons", "one large group"])
def test_a_class_pays_for_no_other(few, seed):
    sizes = [*few, *[1] * 100]
    classes = [*range(len(few)), *[len(few)] * 100]
    strata, groups = np.repeat(classes, sizes), np.repeat(np.arange(len(sizes)), sizes)
    splits = split(SplitRule(seed=seed), len(strata), strata=strata, groups=groups)
    for name in ("val", "test"):
        assert 19 <= (strata[splits.rows[name]] == len(few)).sum() <= 21


@pytest.mark.parametrize("count", [10, 12, 25])
def test_a_number_of_few_rows_can_be_split(count):
    strata = target_strata(np.arange(count, dtype=np.float64))
    splits = split(SplitRule(seed=0), count, strata=strata)
    for name in ("val", "test"):
        assert len(splits.rows[name]) == pytest.approx(0.2 * count, abs=1)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 12), min_size=40, max_size=90), st.integers(0, 99))
def test_rows_of_one_time_stay_together(times, seed):
    time = np.array([-np.inf, -np.inf, *range(11), *times])
    groups = np.arange(len(time)) % 30
    splits = split(SplitRule(seed=seed), len(time), time=time, groups=groups)
    spans = [time[splits.rows[name]] for name in ("train", "val", "test")]
    for older, newer in pairwise(spans):
        assert older.max() < newer.min()
    assert not any("as given" in note for note in splits.notes)


def test_small_data_do_without_held_out_rows_where_asked():
    splits = split(SplitRule(seed=0, val_share=0, test_share=0), 1)
    assert {name: rows.tolist() for name, rows in splits.rows.items()} == {"train": [0]}


@given(st.lists(st.floats(allow_nan=False), max_size=60))
def test_strata_of_a_number_are_tenths_of_its_order(values):
    strata = target_strata(np.array(values))
    assert strata.dtype == np.int64
    order = np.argsort(values, kind="stable")
    bins = min(10, max(1, len(values) // 5))  # each has a row to give to val and one to test
    assert strata[order].tolist() == [i * bins // len(values) for i in range(len(values))]


def joined_slowly(first, second):
    """The smallest row of each group, by uniting pairs of rows until nothing changes."""
    least = list(range(len(first)))
    for _ in least:
        for i in range(len(least)):
            for j in range(i):
                if first[i] == first[j] or second[i] == second[j]:
                    least[i] = least[j] = min(least[i], least[j])
    return least


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(-2, 6)), min_size=1, max_size=14))
def test_joined_groups_are_those_of_a_slow_union(pairs):
    first, second = np.array(pairs, dtype=np.int64).T
    assert join_groups(first, second).tolist() == joined_slowly(first, second)


def test_a_chain_of_groups_is_one_group():
    rows = np.arange(1_000)
    assert set(join_groups(rows // 2, (rows + 1) // 2)) == {0}
