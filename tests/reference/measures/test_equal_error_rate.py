import numpy as np
import pytest

from netwright.reference.measures import equal_error_rate


def test_values_worked_out_by_hand():
    assert equal_error_rate.forward([2.0, 1.0], [1, 0]) == 0.0
    assert equal_error_rate.forward([1.0, 2.0], [1, 0]) == 1.0
    assert equal_error_rate.forward([1.0, 1.0], [1, 0]) == 0.5
    # one one of three below one zero of two: from (0, 1/3) to (1/2, 1/3), crossed at 1/3
    scores, labels = [5.0, 4.0, 3.0, 2.0, 1.0], [1, 1, 0, 1, 0]
    assert equal_error_rate.forward(scores, labels) == pytest.approx(1 / 3)


@pytest.mark.parametrize("case", range(20))
def test_it_is_the_same_seen_from_the_other_class(case):
    given = equal_error_rate.example(np.random.default_rng(case))
    found = equal_error_rate.forward(**given)
    other = equal_error_rate.forward(-given["scores"], 1 - given["labels"])
    assert 0 <= found <= 1
    assert other == pytest.approx(found)
    turned = equal_error_rate.forward(-given["scores"], given["labels"])
    assert turned == pytest.approx(1 - found)
