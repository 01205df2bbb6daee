import numpy as np
import pytest

from netwright.reference.losses import content_cost, gram_style, total_style_cost


def test_values_worked_out_by_hand():
    three, one = np.full((1, 2, 2), 3.0), np.ones((1, 2, 2))  # content cost 1
    seen, style = np.array([[[1.0, 2.0]]]), np.array([[[3.0, 0.0]]])  # style cost 1
    cost, saved = total_style_cost.forward(three, one, seen, style, alpha=2.0, beta=0.5)
    assert cost == 2.5
    grads = total_style_cost.backward(1.0, saved)
    np.testing.assert_array_equal(grads.seen_content, np.full((1, 2, 2), 0.5))
    np.testing.assert_array_equal(grads.seen_style, [[[-0.5, -1.0]]])


@pytest.mark.parametrize("case", range(20))
def test_a_weight_of_zero_leaves_the_other_cost(case):
    given = total_style_cost.example(np.random.default_rng(case))
    content, _ = content_cost.forward(given["seen_content"], given["content"])
    style, _ = gram_style.forward(given["seen_style"], given["style"])
    only = {**given, "alpha": 1.0, "beta": 0.0}
    assert total_style_cost.forward(**only)[0] == content
    only = {**given, "alpha": 0.0, "beta": 1.0}
    cost, saved = total_style_cost.forward(**only)
    assert cost == style
    assert not total_style_cost.backward(1.0, saved).seen_content.any()


@pytest.mark.parametrize("name", ["alpha", "beta"])
def test_weights_are_not_negative(name):
    given = total_style_cost.example(np.random.default_rng(0))
    words = rf"{name} must be a finite number, 0 or more; got -1"
    with pytest.raises(ValueError, match=words):
        total_style_cost.forward(**{**given, name: -1})
