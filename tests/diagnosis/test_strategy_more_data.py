"""The forecast of more examples, on curves that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.diagnosis._strategy_more_data import forecast, more_data
from netwright.errors import DataError

SIZES = [100, 200, 400, 800, 1600]


def curve(floor, scale, power, sizes=SIZES):
    return [floor + scale * size**-power for size in sizes]


@settings(max_examples=40)
@given(st.floats(0.0, 0.2), st.floats(0.2, 3.0), st.floats(0.2, 1.5))
def test_a_power_law_is_found_again(floor, scale, power):
    scale = min(scale, 0.7 * 100**power)
    found = forecast(SIZES, curve(floor, scale, power))
    truth = scale * (1600**-power - 3200**-power)
    assert found.gain == pytest.approx(truth, rel=0.15, abs=2e-4)
    assert found.error == pytest.approx(curve(floor, scale, power)[-1], abs=2e-3)
    assert found.at(3200) == pytest.approx(found.error - found.gain)


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=3, max_size=6), st.integers(20, 10_000) | st.none())
def test_no_curve_gets_worse_with_examples_or_below_nothing(errors, count):
    found = forecast([100 * 2**i for i in range(len(errors))], errors, count=count)
    assert found.gain >= 0
    assert found.floor >= 0
    assert found.at(1e12) >= 0
    assert found == forecast([100 * 2**i for i in range(len(errors))], errors, count=count)


def test_the_interval_covers_the_truth():
    rng = np.random.default_rng(0)
    errors = np.array(curve(0.05, 1.0, 0.5))
    truth = 1600**-0.5 - 3200**-0.5
    inside = []
    for _ in range(40):
        found = forecast(SIZES, (rng.binomial(1000, errors) / 1000).tolist(), count=1000)
        low, high = found.interval
        inside.append(low <= truth <= high)
        assert low <= high
    assert np.mean(inside) > 0.85


def test_without_counts_the_interval_is_what_the_curve_leaves_over():
    errors = np.array(curve(0.05, 1.0, 0.5))
    assert forecast(SIZES[:3], errors[:3]).interval is None
    rough = forecast(SIZES, errors + np.array([0.01, -0.01, 0.01, -0.01, 0.01]))
    assert rough.interval[0] < rough.gain < rough.interval[1]


def test_a_steep_curve_asks_for_examples_and_a_flat_one_does_not():
    steep = more_data(forecast(SIZES, curve(0.01, 1.0, 0.5)))
    assert (steep.health, steep.cause) == ("ill", "MORE_DATA")
    assert "twice the 1600 training examples" in steep.evidence[0]
    assert steep.evidence[1].startswith("no number of examples goes below 0.9")
    flat = more_data(forecast(SIZES, curve(0.2, 1.0, 0.9)))
    assert (flat.health, flat.cause, flat.advice) == ("healthy", None, ())


def test_few_dev_examples_leave_it_open():
    shaky = more_data(forecast([100, 200, 400], [0.22, 0.20, 0.19], count=50))
    assert (shaky.health, shaky.cause) == ("unsure", "NOT_ESTABLISHED")
    assert ", between " in shaky.evidence[0]


@pytest.mark.parametrize(
    ("sizes", "errors"), [([100, 200], [0.2, 0.1]), ([100, 100, 200], [0.2] * 3), (SIZES, [0.2])]
)
def test_two_sizes_are_no_curve(sizes, errors):
    with pytest.raises(DataError, match="a learning curve must have 3 sizes or more"):
        forecast(sizes, errors)
