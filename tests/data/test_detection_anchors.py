import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.data import _detection_anchors
from netwright.data._detection_anchors import best_overlap, fit_anchors
from netwright.errors import SettingError
from netwright.reference.boxes import iou


def some_sizes(count=400, seed=0):
    draws = np.random.default_rng(seed)
    return np.exp(draws.normal(3.0, 0.6, (count, 2)))


def on_one_centre(sizes):
    return np.concatenate([-sizes / 2, sizes / 2], axis=1)


@given(seed=st.integers(0, 30))
def test_the_overlap_is_that_of_boxes_on_one_centre(seed):
    sizes, anchors = some_sizes(40, seed), some_sizes(5, seed + 100)
    expected = iou.forward(on_one_centre(sizes), on_one_centre(anchors)).max(axis=1)
    assert best_overlap(sizes, anchors) == pytest.approx(expected, abs=1e-12)


def test_groups_of_sizes_are_found_with_their_means():
    draws = np.random.default_rng(1)
    centres = np.array([[10.0, 12], [40, 20], [30, 90], [200, 210]])
    sizes = np.concatenate([c * np.exp(draws.normal(0, 0.03, (50, 2))) for c in centres])
    found = fit_anchors(sizes, 4, seed=3)
    means = sizes.reshape(4, 50, 2).mean(axis=1)
    assert found.sizes == pytest.approx(means[np.argsort(means.prod(axis=1))])
    assert found.fit == pytest.approx(best_overlap(sizes, found.sizes).mean())
    assert found.fit > 0.94


def test_squared_differences_would_fit_worse():
    from sklearn.cluster import KMeans

    sizes = some_sizes()
    plain = KMeans(5, n_init=5, random_state=0).fit(sizes).cluster_centers_
    assert fit_anchors(sizes, 5, seed=0).fit > best_overlap(sizes, plain).mean()


def test_anchors_follow_from_boxes_and_seed():
    sizes = some_sizes()
    first, again = fit_anchors(sizes, 5, seed=0), fit_anchors(sizes.copy(), 5, seed=0)
    assert (first.sizes == again.sizes).all()
    assert (np.diff(first.sizes.prod(axis=1)) >= 0).all()
    assert fit_anchors(sizes, 5, seed=1).fit == pytest.approx(first.fit, abs=0.02)


def test_more_anchors_fit_better():
    fits = [fit_anchors(some_sizes(), count, seed=0).fit for count in (1, 2, 4, 8, 16)]
    assert fits == sorted(fits)
    assert fits[-1] > fits[0] + 0.2


def test_as_many_anchors_as_sizes_fit_exactly():
    sizes = np.array([[3.0, 4], [3, 4], [8, 2], [9, 9]])
    found = fit_anchors(sizes, 3, seed=0)
    assert found.fit == 1
    assert found.sizes.tolist() == [[3, 4], [8, 2], [9, 9]]


def test_of_very_many_boxes_some_are_drawn(monkeypatch):
    sizes = some_sizes(2000)
    monkeypatch.setattr(_detection_anchors, "MOST", 500)
    found = fit_anchors(sizes, 5, seed=0)
    assert found.fit == pytest.approx(best_overlap(sizes, found.sizes).mean())
    assert (found.sizes == fit_anchors(sizes, 5, seed=0).sizes).all()


def test_what_cannot_be_is_refused():
    same = np.ones((9, 2))
    with pytest.raises(SettingError, match=r"anchors must be from 1 to 1, the number of diff"):
        fit_anchors(same, 2, seed=0)
    with pytest.raises(SettingError, match=r"anchors must be from 1 to"):
        fit_anchors(same, 0, seed=0)
    with pytest.raises(SettingError, match=r"sizes must be shaped \(m, 2\), with a box at least"):
        fit_anchors(np.zeros((0, 2)), 1, seed=0)
    with pytest.raises(SettingError, match=r"sizes must be finite widths and heights above 0"):
        best_overlap(np.array([[1.0, 0.0]]), same)
    with pytest.raises(SettingError, match=r"anchors must be finite widths and heights above 0"):
        best_overlap(same, np.array([[1.0, np.nan]]))
