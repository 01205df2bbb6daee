import numpy as np
import pytest

from netwright.reference.losses import cross_entropy, dice, segmentation


@pytest.mark.parametrize("case", range(10))
def test_it_is_the_sum_of_its_parts(case):
    given = segmentation.example(np.random.default_rng(case))
    weight = given.pop("weight")
    seen = given["known"].astype(bool)
    overlap, _ = dice.forward(**given)
    entropy = 0.0
    if seen.any():
        logits = np.moveaxis(given["logits"], 1, -1)[seen]
        entropy, _ = cross_entropy.forward(logits, given["labels"][seen])
    found, _ = segmentation.forward(**given, weight=weight)
    assert found == pytest.approx(entropy + weight * overlap, rel=1e-12)


def test_where_nothing_is_known_nothing_is_lost():
    loss, saved = segmentation.forward(np.zeros((1, 2, 1, 1)), [[[0]]], [[[0]]])
    assert loss == 0.0
    assert not segmentation.backward(1.0, saved).logits.any()


def test_a_negative_weight_is_refused():
    with pytest.raises(ValueError, match="weight must be a finite number, 0 or more; got -1"):
        segmentation.forward(np.zeros((1, 2, 1, 1)), [[[0]]], [[[1]]], weight=-1.0)
