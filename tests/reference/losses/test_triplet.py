import numpy as np
import pytest

from netwright.reference.losses import triplet


def draw(case):
    return triplet.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    anchor, positive = np.zeros((2, 2)), np.array([[1.0, 1.0], [1.0, 0.0]])
    negative = np.array([[0.0, 1.0], [0.0, 9.0]])  # the second is far enough
    loss, saved = triplet.forward(anchor, positive, negative, margin=0.5)
    assert loss == (2 - 1 + 0.5) / 2
    grads = triplet.backward(1.0, saved)
    np.testing.assert_array_equal(grads.anchor, [[-1.0, 0.0], [0.0, 0.0]])
    np.testing.assert_array_equal(grads.positive, [[1.0, 1.0], [0.0, 0.0]])
    np.testing.assert_array_equal(grads.negative, [[0.0, -1.0], [0.0, 0.0]])


@pytest.mark.parametrize("case", range(20))
def test_only_distances_matter(case):
    given = draw(case)
    loss, saved = triplet.forward(**given)
    turn, _ = np.linalg.qr(np.random.default_rng(case).normal(size=(given["anchor"].shape[1],) * 2))
    margin = given.pop("margin")
    moved = {name: rows @ turn + 5.0 for name, rows in given.items()}
    assert triplet.forward(**moved, margin=margin)[0] == pytest.approx(loss, abs=1e-12)
    grads = triplet.backward(1.0, saved)
    together = grads.anchor + grads.positive + grads.negative
    np.testing.assert_allclose(together, 0.0, atol=1e-14)


def test_examples_stay_off_the_bend():
    for case in range(200):
        given = draw(case)
        margin = given.pop("margin")
        for row in range(len(given["anchor"])):
            one = {name: rows[row : row + 1] for name, rows in given.items()}
            assert not 0 < triplet.forward(**one, margin=margin)[0] < 0.04


def test_the_margin_is_not_negative():
    words = r"margin must be a finite number, 0 or more; got -0.2"
    with pytest.raises(ValueError, match=words):
        triplet.forward(np.ones((1, 2)), np.ones((1, 2)), np.ones((1, 2)), margin=-0.2)
