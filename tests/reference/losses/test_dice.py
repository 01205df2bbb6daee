import numpy as np
import pytest

from netwright.reference.losses import dice


def test_values_worked_out_by_hand():
    logits = np.log([[[[3.0, 1.0]], [[1.0, 1.0]]]])  # p of class 0: 3/4, 1/2
    labels, known = np.array([[[0, 1]]]), np.ones((1, 1, 2), dtype=int)
    # class 0: 2 (3/4) / (5/4 + 1); class 1: 2 (1/2) / (3/4 + 1)
    expected = 1 - ((3 / 2) / (9 / 4) + 1 / (7 / 4)) / 2
    assert dice.forward(logits, labels, known)[0] == pytest.approx(expected)


def test_only_known_pixels_and_classes_that_occur_count():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(1, 3, 1, 4))
    labels, known = np.array([[[0, 0, 1, 2]]]), np.array([[[1, 1, 1, 0]]])
    loss, saved = dice.forward(logits, labels, known)
    fewer, _ = dice.forward(logits[..., :3], labels[..., :3], known[..., :3])
    assert loss == pytest.approx(fewer, rel=1e-12)
    assert saved.occurs.tolist() == [1.0, 1.0, 0.0]
    assert not dice.backward(1.0, saved).logits[..., 3].any()


def test_where_nothing_is_known_nothing_is_lost():
    loss, saved = dice.forward(np.zeros((1, 2, 1, 1)), [[[0]]], [[[0]]])
    assert loss == 0.0
    assert not dice.backward(1.0, saved).logits.any()


@pytest.mark.parametrize("case", range(10))
def test_adding_a_number_to_a_pixel_changes_nothing_so_the_gradient_sums_to_zero(case):
    given = dice.example(np.random.default_rng(case))
    _, saved = dice.forward(**given)
    slopes = dice.backward(1.0, saved).logits
    np.testing.assert_allclose(slopes.sum(axis=1), 0.0, atol=1e-14)
