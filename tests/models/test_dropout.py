import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from netwright.models import KeyedDropout, _dropout, seek_dropout, without_dropout
from netwright.models._dropout import POOL


def mask(layer, seed, step, count=10_000):
    layer.seek(seed, step)
    return layer(torch.ones(count))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_the_share_kept_is_within_binomial_error(share):
    count = 200_000
    kept = int((mask(KeyedDropout(share), 0, 0, count) > 0).sum())
    deviation = math.sqrt(count * share * (1 - share))
    assert abs(kept - count * (1 - share)) < 4 * deviation


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_the_expectation_is_unchanged(share):
    layer, total = KeyedDropout(share), 0.0
    for step in range(50):
        masked = mask(layer, 1, step)
        assert masked.unique().tolist() == pytest.approx([0.0, 1 / (1 - share)])
        total += float(masked.mean())
    deviation = math.sqrt(share / (1 - share) / (50 * 10_000))
    assert total / 50 == pytest.approx(1.0, abs=5 * deviation)


def test_the_mask_is_a_function_of_seed_step_and_layer():
    one = mask(KeyedDropout(0.5, layer=1), 7, 3)
    again = KeyedDropout(0.5, layer=1)
    mask(again, 8, 0)  # what was asked before changes nothing, not even another seed
    mask(again, 7, 2)
    assert torch.equal(mask(again, 7, 3), one)
    for seed, step, layer in ((8, 3, 1), (7, 4, 1), (7, 3, 2)):
        assert not torch.equal(mask(KeyedDropout(0.5, layer=layer), seed, step), one)


def test_masks_of_two_steps_are_uncorrelated():
    layer = KeyedDropout(0.5)
    masks = torch.stack([mask(layer, 0, step) for step in range(8)])
    correlation = torch.corrcoef(masks) - torch.eye(8)
    assert correlation.abs().max() < 4.5 / math.sqrt(masks.shape[1])


def test_in_eval_mode_and_without_a_share_it_is_the_identity():
    x = torch.randn(4, 5)
    layer = KeyedDropout(0.9)
    layer.eval()
    assert layer(x) is x
    assert KeyedDropout(0.0)(x) is x


def test_outside_a_loop_the_mask_is_that_of_seed_0_and_step_0():
    assert torch.equal(KeyedDropout(0.5)(torch.ones(99)), mask(KeyedDropout(0.5), 0, 0, 99))


@given(offset=st.integers(POOL - 50, POOL - 1), count=st.integers(1, 300))
def test_reading_goes_on_at_the_beginning_of_the_pool(offset, count):
    layer = LAYER
    layer._offset = offset
    found = layer(torch.ones(count))
    whole = layer._pool
    places = (offset + torch.arange(count)) % POOL
    assert torch.equal(found, whole[places])


LAYER = KeyedDropout(0.5)
LAYER.seek(0, 0)


def test_more_units_than_the_pool_has(monkeypatch):
    monkeypatch.setattr(_dropout, "POOL", 16)
    layer = KeyedDropout(0.5)
    found = mask(layer, 0, 0, 50)
    places = (layer._offset + torch.arange(50)) % 16
    assert torch.equal(found, layer._pool[places])


def test_any_shape_and_type():
    layer = KeyedDropout(0.5)
    flat = mask(layer, 0, 0, 24)
    assert torch.equal(layer(torch.ones(2, 3, 4)).flatten(), flat)
    half = layer(torch.ones(2, 3, 4, dtype=torch.bfloat16))
    assert half.dtype == torch.bfloat16
    assert torch.equal(half.flatten().float(), flat)
    assert torch.equal(layer(torch.ones(24)), flat)


def test_gradients_pass_where_units_pass():
    layer, x = KeyedDropout(0.5), torch.ones(100, requires_grad=True)
    layer(x).sum().backward()
    assert torch.equal(x.grad, layer(torch.ones(100)))


def test_all_layers_of_a_network_are_sought_and_hold_no_weights():
    layers = [KeyedDropout(0.5, layer=number) for number in range(2)]
    seek_dropout(layers, 3, 4)
    for layer in layers:
        fresh = KeyedDropout(0.5, layer=layer.layer)
        assert torch.equal(layer(torch.ones(99)), mask(fresh, 3, 4, 99))
        assert layer.state_dict() == {}
    assert str(layers[0]) == "KeyedDropout(share=0.5)"


def test_without_dropout_only_dropout_is_switched_off():
    network = nn.Sequential(nn.BatchNorm1d(4), KeyedDropout(0.5), nn.Linear(4, 2)).train()
    assert without_dropout(network) is network
    assert [part.training for part in network] == [True, False, True]


@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("step", range(3))
def test_a_part_of_a_batch_gets_its_part_of_the_mask(step, held, monkeypatch):
    monkeypatch.setattr(_dropout, "POOL", 64)  # masks go over its end
    layer = KeyedDropout(0.5)
    if held:
        layer.hold()
    x = torch.ones(6, 5, 3)
    layer.seek(0, step)
    whole = layer(x).clone()
    for start, end in ((0, 2), (2, 4), (4, 6), (1, 5), (0, 6)):
        layer.start_at(start)
        assert torch.equal(layer(x[start:end]), whole[start:end])
    layer.seek(0, step)
    assert torch.equal(layer(x), whole)
    assert torch.equal(layer(x[:2]), whole[:2])
