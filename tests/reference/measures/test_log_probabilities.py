import numpy as np
import pytest

from netwright.reference.measures import log_probabilities


def test_values_worked_out_by_hand():
    found = log_probabilities.forward([[np.log(1.0), np.log(3.0)]])
    np.testing.assert_allclose(np.exp(found), [[0.25, 0.75]], rtol=1e-15)


@pytest.mark.parametrize("case", range(10))
def test_powers_sum_to_1_and_a_constant_on_all_changes_nothing(case):
    given = log_probabilities.example(np.random.default_rng(case))
    found = log_probabilities.forward(**given)
    np.testing.assert_allclose(np.exp(found).sum(axis=1), 1.0, rtol=1e-14)
    np.testing.assert_allclose(log_probabilities.forward(given["logits"] + 64.0), found, atol=1e-12)


def test_wild_log_odds_do_not_overflow():
    assert log_probabilities.forward([[1e300, -1e300]]).tolist() == [[0.0, -2e300]]
