import numpy as np
import pytest

from netwright.reference.embeddings import cbow, skip_gram


def test_values_worked_out_by_hand():
    around = np.array([[[2.0, 0.0], [0.0, 0.0]]])  # the mean is (1, 0)
    table = np.array([[np.log(3.0), 5.0], [0.0, 7.0]])  # p = 3/4, 1/4
    loss, saved = cbow.forward(around, table, np.array([1]))
    assert loss == pytest.approx(np.log(4))
    grads = cbow.backward(4.0, saved)
    np.testing.assert_allclose(grads.table, [[3.0, 0.0], [-3.0, 0.0]])
    np.testing.assert_allclose(grads.around, [[[1.5 * np.log(3.0), -3.0]] * 2])


@pytest.mark.parametrize("case", range(20))
def test_the_order_of_the_words_around_does_not_matter(case):
    rng = np.random.default_rng(case)
    given = cbow.example(rng)
    loss, _ = cbow.forward(**given)
    order = rng.permutation(given["around"].shape[1])
    mixed, _ = cbow.forward(**{**given, "around": given["around"][:, order]})
    assert mixed == pytest.approx(loss, rel=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_one_word_around_is_a_skip_gram(case):
    given = skip_gram.example(np.random.default_rng(case))
    wanted, _ = skip_gram.forward(**given)
    around = given["centre"][:, np.newaxis]
    assert cbow.forward(around, given["table"], given["labels"])[0] == wanted


def test_a_label_must_be_a_word():
    with pytest.raises(ValueError, match=r"labels must be whole numbers from 0 to 2; got 3"):
        cbow.forward(np.ones((1, 2, 2)), np.ones((3, 2)), np.array([3]))
