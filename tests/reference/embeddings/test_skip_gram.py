import numpy as np
import pytest

from netwright.reference.embeddings import skip_gram


def test_values_worked_out_by_hand():
    centre, table = np.array([[1.0, 0.0]]), np.array([[np.log(3.0), 5.0], [0.0, 7.0]])
    loss, saved = skip_gram.forward(centre, table, np.array([1]))  # p = 3/4, 1/4
    assert loss == pytest.approx(np.log(4))
    grads = skip_gram.backward(4.0, saved)
    np.testing.assert_allclose(grads.table, [[3.0, 0.0], [-3.0, 0.0]])
    np.testing.assert_allclose(grads.centre, [[3 * np.log(3.0), 3 * 5.0 - 3 * 7.0]])


@pytest.mark.parametrize("case", range(20))
def test_moving_all_words_alike_changes_nothing_so_their_slopes_sum_to_zero(case):
    given = skip_gram.example(np.random.default_rng(case))
    loss, saved = skip_gram.forward(**given)
    moved, _ = skip_gram.forward(**{**given, "table": given["table"] + 2.0})
    assert moved == pytest.approx(loss, rel=1e-12)
    slopes = skip_gram.backward(1.0, saved).table
    np.testing.assert_allclose(slopes.sum(axis=0), 0.0, atol=1e-14)


def test_logits_of_a_thousand_cost_what_they_should():
    loss, saved = skip_gram.forward(np.array([[1000.0]]), np.array([[1.0], [-1.0]]), np.array([1]))
    assert loss == 2000.0
    np.testing.assert_array_equal(skip_gram.backward(1.0, saved).centre, [[2.0]])


def test_a_label_must_be_a_word():
    with pytest.raises(ValueError, match=r"labels must be whole numbers from 0 to 2; got 3"):
        skip_gram.forward(np.ones((1, 2)), np.ones((3, 2)), np.array([3]))
