import numpy as np
import pytest

from netwright.reference.embeddings import negative_sampling
from netwright.reference.losses import binary_cross_entropy


def draw(case):
    return negative_sampling.example(np.random.default_rng(case))


def test_values_worked_out_by_hand():
    three = np.log(3.0)  # sigma(log 3) = 3/4
    centre, positive = np.array([[1.0, 0.0]]), np.array([[three, 2.0]])
    negatives = np.array([[[three, 0.0], [0.0, 8.0]]])
    loss, saved = negative_sampling.forward(centre, positive, negatives)
    assert loss == pytest.approx(np.log(4 / 3) + np.log(4) + np.log(2))
    grads = negative_sampling.backward(4.0, saved)  # -1, and 3 and 2
    np.testing.assert_allclose(grads.positive, [[-1.0, 0.0]])
    np.testing.assert_allclose(grads.negatives, [[[3.0, 0.0], [2.0, 0.0]]])
    np.testing.assert_allclose(grads.centre, [[2 * three, -2.0 + 16.0]])


@pytest.mark.parametrize("case", range(20))
def test_it_is_the_log_loss_of_telling_the_true_word_from_the_drawn_ones(case):
    given = draw(case)
    centre, words = given["centre"], [given["positive"], *given["negatives"].swapaxes(0, 1)]
    logits = np.concatenate([(centre * word).sum(axis=1) for word in words])
    targets = np.concatenate([np.full(len(centre), i == 0, dtype=float) for i in range(len(words))])
    wanted = binary_cross_entropy.forward(logits, targets)[0] * len(words)
    assert negative_sampling.forward(**given)[0] == pytest.approx(wanted, rel=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_the_order_of_the_drawn_words_does_not_matter(case):
    given = draw(case)
    mixed = {**given, "negatives": given["negatives"][:, ::-1]}
    loss, _ = negative_sampling.forward(**given)
    assert negative_sampling.forward(**mixed)[0] == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_products_of_a_thousand_cost_what_they_should(sign):
    one = np.ones((1, 1))
    loss, saved = negative_sampling.forward(1000.0 * one, -sign * one, sign * one[np.newaxis])
    assert loss == (2000.0 if sign > 0 else 0.0)
    grads = negative_sampling.backward(1.0, saved)
    assert grads.positive.item() == (-1000.0 if sign > 0 else 0.0)
    assert grads.negatives.item() == (1000.0 if sign > 0 else 0.0)
