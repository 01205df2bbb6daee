import numpy as np
import pytest

from netwright.reference.measures import accuracy


def test_values_worked_out_by_hand():
    assert accuracy.forward([0, 1, 1, 2], [0, 1, 2, 0]) == 0.5
    assert accuracy.forward([3], [3]) == 1.0
    assert accuracy.forward([0, 1], [1, 0]) == 0.0


@pytest.mark.parametrize("case", range(10))
def test_order_and_names_of_classes_do_not_matter(case):
    rng = np.random.default_rng(case)
    given = accuracy.example(rng)
    order, names = rng.permutation(len(given["labels"])), rng.permutation(3)
    moved = {name: names[values[order]] for name, values in given.items()}
    assert accuracy.forward(**moved) == accuracy.forward(**given)
