import pytest
import torch
from torch.utils.flop_counter import FlopCounterMode

from netwright.training._probes import probes

PROBES = {probe.name: probe for probe in probes()}


def test_every_format_and_layout_is_probed_once():
    assert len(PROBES) == len(probes()) == 8
    assert {probe.unit for probe in probes()} == {"GFLOP/s", "GOP/s", "GB/s"}
    assert next(iter(PROBES)) == "matrix fp32"
    for probe in probes():
        assert list(probe.sizes) == sorted(probe.sizes)


@pytest.mark.parametrize("name", [n for n in PROBES if "fp32" in n or "bf16" in n])
def test_the_operations_are_those_torch_counts(name):
    for size in PROBES[name].sizes[:2]:
        work = PROBES[name].make(size)
        with FlopCounterMode(display=False) as counted:
            work.call()
        assert work.amount == counted.get_total_flops() > 0


def test_products_are_products_in_their_format():
    plain, brain, whole = (PROBES[f"matrix {name}"].make(128) for name in ("fp32", "bf16", "int8"))
    assert plain.call().dtype == torch.float32
    assert brain.call().dtype == torch.bfloat16
    assert whole.call().dtype == torch.int32
    torch.testing.assert_close(brain.call().float(), plain.call(), rtol=0.05, atol=0.5)
    assert whole.amount == plain.amount == 2 * 128**3


@pytest.mark.parametrize("dtype", ["fp32", "bf16"])
def test_convolutions_give_both_gradients_and_layouts_agree(dtype):
    for one, other in zip(
        PROBES[f"convolution {dtype} contiguous"].make(2).call(),
        PROBES[f"convolution {dtype} channels_last"].make(2).call(),
        strict=True,
    ):
        assert one.shape == other.shape
        assert one.abs().max() > 0
        tolerance = 1e-3 if dtype == "fp32" else 0.05 * one.abs().max().item()
        torch.testing.assert_close(one, other, rtol=0.02, atol=tolerance)
    assert other.is_contiguous(memory_format=torch.channels_last)


def test_a_copy_counts_what_is_read_and_what_is_written():
    probe = PROBES["copy"]
    work = probe.make(1000)
    assert work.amount == 8 * 1000
    assert work.call().sum() == 1000  # ones came over the zeros
    assert 4 * probe.sizes[0] >= 128 * 2**20  # beyond the caches


def test_a_torch_without_the_product_of_int8_matrices_says_so(monkeypatch):
    monkeypatch.delattr(torch, "_int_mm")
    with pytest.raises(RuntimeError, match="this torch has no product of int8 matrices"):
        PROBES["matrix int8"].make(128)
