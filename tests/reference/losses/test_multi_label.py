import numpy as np
import pytest

from netwright.reference.losses import binary_cross_entropy, multi_label


def test_values_worked_out_by_hand():
    odds = np.log([[3.0, 3.0]])  # 3 to 1 for each label: p = 3/4
    loss, saved = multi_label.forward(odds, np.array([[1, 0]]), np.array([1]))
    assert loss == pytest.approx((np.log(4 / 3) + np.log(4)) / 2)
    np.testing.assert_allclose(multi_label.backward(1.0, saved).logits, [[-1 / 8, 3 / 8]])


@pytest.mark.parametrize("case", range(20))
def test_missing_rows_could_as_well_not_be_there(case):
    given = multi_label.example(np.random.default_rng(case))
    loss, saved = multi_label.forward(**given)
    grads = multi_label.backward(1.0, saved).logits
    held = given["known"] == 1
    alone, of_alone = multi_label.forward(**{name: part[held] for name, part in given.items()})
    assert loss == pytest.approx(alone, rel=1e-12)
    np.testing.assert_allclose(grads[held], multi_label.backward(1.0, of_alone).logits)
    np.testing.assert_array_equal(grads[~held], 0.0)


def test_with_all_known_it_is_the_binary_cross_entropy_of_every_answer():
    given = multi_label.example(np.random.default_rng(3))
    known = np.ones(len(given["known"]))
    loss, _ = multi_label.forward(given["logits"], given["labels"], known)
    flat, _ = binary_cross_entropy.forward(given["logits"].ravel(), given["labels"].ravel())
    assert loss == pytest.approx(flat, rel=1e-12)


def test_somebody_must_be_known():
    with pytest.raises(ValueError, match=r"known must be 1 for one example or more; got \[0, 0\]"):
        multi_label.forward(np.zeros((2, 1)), np.zeros((2, 1)), np.zeros(2))
