import numpy as np
import pytest

from netwright.reference.losses import siamese_similarity


def test_values_worked_out_by_hand():
    a, b = np.array([[1.0, 5.0]]), np.array([[3.0, 2.0]])
    loss, saved = siamese_similarity.forward(a, b, [-1.0, -2.0], np.log(3) + 8.0, [0])
    assert loss == pytest.approx(np.log(4))  # z = -2 - 6 + 8 + log 3: p = 3/4
    grads = siamese_similarity.backward(4.0, saved)  # dL/dz = 3
    np.testing.assert_allclose(grads.weights, [6.0, 9.0])
    np.testing.assert_allclose(grads.bias, 3.0)
    np.testing.assert_allclose(grads.a, [[3.0, -6.0]])
    np.testing.assert_allclose(grads.b, [[-3.0, 6.0]])


@pytest.mark.parametrize("case", range(20))
def test_who_is_first_does_not_matter(case):
    given = siamese_similarity.example(np.random.default_rng(case))
    loss, _ = siamese_similarity.forward(**given)
    swapped, _ = siamese_similarity.forward(**{**given, "a": given["b"], "b": given["a"]})
    assert swapped == pytest.approx(loss, rel=1e-12)


def test_equal_embeddings_are_judged_by_the_bias_alone():
    one = np.ones((2, 3))
    loss, saved = siamese_similarity.forward(one, one, np.ones(3), 0.0, [1, 0])
    assert loss == pytest.approx(np.log(2))
    np.testing.assert_array_equal(siamese_similarity.backward(1.0, saved).a, np.zeros((2, 3)))


def test_logits_of_a_thousand_cost_what_they_should():
    a, b = np.array([[0.0], [0.0]]), np.array([[1000.0], [1000.0]])
    loss, saved = siamese_similarity.forward(a, b, [-1.0], 0.0, [0, 1])
    assert loss == 500.0
    np.testing.assert_array_equal(siamese_similarity.backward(1.0, saved).weights, [-500.0])


def test_a_pair_is_the_same_or_not():
    with pytest.raises(ValueError, match=r"same must be whole numbers from 0 to 1; got -1"):
        siamese_similarity.forward(np.ones((1, 2)), np.ones((1, 2)), np.ones(2), 0.0, [-1])
