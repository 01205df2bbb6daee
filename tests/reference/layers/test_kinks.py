import numpy as np

from netwright.reference.activations import relu
from netwright.reference.layers import residual_block
from netwright.reference.layers._kinks import GAP, settled


def test_cases_near_a_kink_are_passed_over():
    drawn = iter([0.5 * GAP, -0.5 * GAP, 0.0, 2.0 * GAP, 1.0])

    def forward(bias):
        return relu.forward(np.ones(1) * bias)

    assert settled(forward, lambda: {"bias": next(drawn)}, ("bias",)) == {"bias": 2.0 * GAP}


def test_relus_deep_inside_a_block_are_found():
    still = residual_block.example(np.random.default_rng(0))
    at_a_kink = {**still, "gain1": 0.0 * still["gain1"], "bias1": 0.0 * still["bias1"]}
    cases = iter([at_a_kink, still])
    assert settled(residual_block.forward, lambda: next(cases), ("bias1",), ("bias2",)) is still
