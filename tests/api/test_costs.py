import numpy as np
import pytest

from netwright.api._costs import costs
from netwright.api._evaluate import held_rows


@pytest.mark.parametrize("name", ["people", "houses", "photos"])
def test_what_a_network_costs_is_counted_and_timed(runs, name):
    run = getattr(runs, name)
    arrays = held_rows(run, None).arrays
    found = costs(run, arrays)
    assert found["parameters"] == run.summary()["parameters"]
    assert found["bytes"] == (run.path / "model" / "model.safetensors").stat().st_size
    assert 0 < found["latency_ms"] < 1000
    assert found["multiply_adds"] == float(_products(run.model.network))
    again = costs(run, {key: np.asarray(array[3:5]) for key, array in arrays.items()})
    assert again["multiply_adds"] == found["multiply_adds"]


def _products(network):
    """One for each weight of each matrix: no codes, which are looked up, nor phases and biases."""
    return sum(
        weights.numel()
        for name, weights in network.named_parameters()
        if name.endswith((".weight", "waves.mix")) and "codes" not in name
    )
