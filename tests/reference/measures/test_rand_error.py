import numpy as np
import pytest

from netwright.reference.measures import rand_error


def test_values_worked_out_by_hand():
    truth = np.array([[1, 1, 0, 2]])
    # n = [[2], [1]]: P = 5, A = 4 + 1, B = 9
    assert rand_error.forward(truth, np.array([[7, 7, 7, 7]])) == pytest.approx(1 - 10 / 14)
    # every pixel alone: P = 3, A = 5, B = 3
    assert rand_error.forward(truth, np.zeros((1, 4), dtype=int)) == pytest.approx(1 - 6 / 8)
    assert rand_error.forward(np.zeros((1, 2), dtype=int), np.ones((1, 2), dtype=int)) == 0.0


@pytest.mark.parametrize("case", range(10))
def test_the_numbers_of_segments_do_not_matter(case):
    rng = np.random.default_rng(case)
    given = rand_error.example(rng)
    found = rand_error.forward(**given)
    renamed = np.array([0, *(3 + rng.permutation(9))])
    other = rand_error.forward(given["truth"], renamed[given["answer"]])
    assert other == pytest.approx(found, rel=1e-12)
