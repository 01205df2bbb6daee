import numpy as np
import pytest
from sklearn.cluster import KMeans

from netwright.diagnosis import clusters
from netwright.errors import SettingError


def _squares(x, found):
    parts = (x[found == number] for number in np.unique(found))
    return sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts)


def test_heaps_are_found_and_the_largest_is_the_first():
    random = np.random.default_rng(0)
    sizes, middles = (30, 80, 50), ((0, 0), (9, 0), (0, 9))
    x = np.concatenate([random.normal(m, 1, (n, 2)) for n, m in zip(sizes, middles, strict=True)])
    found = clusters(x, 3)
    assert np.array_equal(found, np.repeat([3, 1, 2], sizes))


def test_as_tight_as_another_k_means():
    x = np.random.default_rng(1).random((300, 4))
    theirs = KMeans(5, n_init=10, random_state=0).fit(x).inertia_
    assert _squares(x, clusters(x, 5)) <= 1.05 * theirs


def test_equal_seeds_give_equal_clusters_and_equal_rows_are_no_trouble():
    x = np.random.default_rng(2).random((60, 3))
    assert np.array_equal(clusters(x, 4, seed=5), clusters(x, 4, seed=5))
    assert clusters(np.ones((6, 2)), 3).tolist() == [1] * 6
    assert sorted(clusters(x[:4], 4).tolist()) == [1, 2, 3, 4]


@pytest.mark.parametrize("count", [0, 4])
def test_no_more_clusters_than_rows(count):
    with pytest.raises(SettingError, match="count must be from 1 to the 3 rows there are"):
        clusters(np.zeros((3, 1)), count)
