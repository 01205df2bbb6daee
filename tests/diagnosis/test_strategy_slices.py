"""Slices of the errors: counted by hand, and rarely found where there are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.diagnosis._strategy_slices import slice_errors, slices_judged, tags_of
from netwright.errors import DataError


def test_a_slice_is_counted():
    wrong = np.array([1, 1, 1, 0, 0, 0, 0, 1, 0, 0], dtype=bool)
    dark = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    every = np.ones(10, dtype=bool)
    parts = slice_errors(wrong, {"dark": dark, "all": every, "none": ~every})
    assert [part.name for part in parts] == ["all", "dark"]
    part = parts[1]
    assert (part.rows, part.errors, part.rate, part.share) == (4, 3, 0.75, 0.75)
    assert part.ceiling == pytest.approx(0.3)
    assert part.rest == pytest.approx(1 / 6)
    assert part.excess == pytest.approx((3 - 4 / 6) / 10)
    assert part.interval[0] < 0.75 < part.interval[1]
    assert not part.stands_out  # three errors are chance
    assert np.isnan(parts[0].rest)
    assert str(part).startswith("dark: 3 of 4 wrong (75 %, ")
    assert str(part).endswith("75 % of the errors, at most 30 points")


@given(st.integers(30, 300), st.integers(0, 10**6))
def test_ceilings_never_exceed_the_error_and_rank_the_slices(count, seed):
    rng = np.random.default_rng(seed)
    wrong = rng.random(count) < 0.3
    parts = slice_errors(wrong, {f"tag {i}": rng.random(count) < 0.4 for i in range(5)})
    ceilings = [part.ceiling for part in parts]
    assert ceilings == sorted(ceilings, reverse=True)
    assert all(ceiling <= wrong.mean() for ceiling in ceilings)
    for part in parts:
        assert part.interval[0] <= part.rate <= part.interval[1]
        assert 0 <= part.chance <= 1


def test_slices_without_reason_rarely_stand_out():
    rng = np.random.default_rng(0)
    found = []
    for _ in range(300):
        wrong = rng.random(500) < 0.1
        parts = slice_errors(wrong, {f"tag {i}": rng.random(500) < 0.2 for i in range(20)})
        found.append(any(part.stands_out for part in parts))
    assert np.mean(found) < 0.05  # of all 20 together


def test_the_verdict_names_the_slice_with_the_highest_ceiling():
    rng = np.random.default_rng(0)
    dark, far = rng.random(1000) < 0.2, rng.random(1000) < 0.02
    wrong = rng.random(1000) < 0.03 + 0.4 * dark + 0.5 * far
    parts = slice_errors(wrong, {"dark": dark, "far": far, "odd": rng.random(1000) < 0.5})
    verdict = slices_judged(parts, int(wrong.sum()))
    assert (verdict.health, verdict.cause) == ("ill", "SLICE")
    assert verdict.evidence[0].startswith("dark: ")
    assert verdict.statistic > verdict.threshold


def test_nothing_stands_out_or_too_few_errors_to_say():
    rng = np.random.default_rng(1)
    wrong = rng.random(1000) < 0.1
    parts = slice_errors(wrong, {"odd": np.arange(1000) % 2 == 1})
    healthy = slices_judged(parts, int(wrong.sum()))
    assert (healthy.health, healthy.cause) == ("healthy", None)
    assert healthy.evidence[0] == "none of 1 slices stands out"
    few = slices_judged(slice_errors(wrong[:50], {"odd": np.arange(50) % 2 == 1}), 5)
    assert (few.health, few.cause) == ("unsure", "NOT_ESTABLISHED")
    assert few.evidence[0] == "5 errors in 1 slices are too few to compare: 20 needed"
    assert slices_judged((), 50).health == "unsure"


def test_columns_become_tags():
    rng = np.random.default_rng(0)
    columns = {
        "light": np.array(["day"] * 60 + ["night"] * 35 + ["dusk"] * 5),
        "cluster": np.repeat([0, 1], 50),
        "age": np.r_[rng.normal(40, 10, 99), np.nan],
    }
    tags = tags_of(columns)
    assert {"light = day", "light = night", "cluster = 0", "cluster = 1"} <= set(tags)
    assert "light = dusk" not in tags  # 5 rows are no slice
    assert tags["light = night"].sum() == 35
    quarters = [mask for name, mask in tags.items() if name.startswith("age from ")]
    assert [int(mask.sum()) for mask in quarters] == [25, 24, 25, 25]
    assert not any(mask[99] for mask in quarters)


def test_a_column_of_names_keeps_its_most_frequent():
    names = np.array([f"n{i}" for i in range(40) for _ in range(10 + i)])
    tags = tags_of({"who": names})
    assert len(tags) == 20
    assert "who = n39" in tags
    assert tags_of({"few": np.arange(24.0)}) == {}  # quarters of 6 rows


def test_tags_must_be_of_the_rows():
    with pytest.raises(DataError, match="tag 'dark' must be of the 2 rows; got 3"):
        slice_errors(np.zeros(2, dtype=bool), {"dark": np.zeros(3, dtype=bool)})
    with pytest.raises(DataError, match="slices must have rows; got none"):
        slice_errors(np.zeros(0, dtype=bool), {})


def test_what_is_missing_is_a_slice_of_its_own():
    ages = np.r_[np.arange(30.0), np.full(10, np.nan)]
    words = np.array(["a"] * 12 + [""] * 11 + ["b"] * 17)
    tags = tags_of({"age": ages, "word": words, "few": np.r_[np.ones(25), np.full(15, np.nan)]})
    assert np.array_equal(tags["age missing"], np.isnan(ages))
    assert np.array_equal(tags["word missing"], words == "")
    assert {"word = a", "word = b", "few = 1", "few missing"} <= set(tags)
    assert not any(name.endswith(("= ", "nan")) for name in tags)
