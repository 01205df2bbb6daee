import numpy as np
import pytest

from netwright.reference.measures import auc, auc_error


def test_the_example_of_the_paper():
    # 51 abnormal and 58 normal pictures, area 0.893: 0.032
    assert auc_error.forward(0.893, ones=51, zeros=58) == pytest.approx(0.0325, abs=5e-5)


def test_values_worked_out_by_hand():
    assert auc_error.forward(1.0, ones=3, zeros=4) == 0.0
    assert auc_error.forward(0.0, ones=3, zeros=4) == 0.0
    # (1/4 + 1 (1/3 - 1/4) + 2 (1/3 - 1/4)) / 6 = 1/12
    assert auc_error.forward(0.5, ones=2, zeros=3) == pytest.approx(np.sqrt(1 / 12))


def test_it_is_what_chance_does():
    rng, labels = np.random.default_rng(0), np.repeat([0, 1], [40, 60])
    found = [auc.forward(rng.exponential(1.0 + 2.0 * labels), labels) for _ in range(600)]
    said = auc_error.forward(float(np.mean(found)), ones=60, zeros=40)
    assert said == pytest.approx(np.std(found), rel=0.1)  # 600 draws know it to 3 %


@pytest.mark.parametrize("area", [-0.1, 1.1, np.nan])
def test_an_area_is_a_share(area):
    with pytest.raises(ValueError, match=r"^area must be a share of all pairs, from 0 to 1; got"):
        auc_error.forward(area, ones=2, zeros=2)


def test_ones_and_zeros_are_counted():
    with pytest.raises(ValueError, match=r"^zeros must be a whole number, 1 or more; got 0"):
        auc_error.forward(0.5, ones=2, zeros=0)
