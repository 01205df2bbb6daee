import numpy as np
import pytest
import torch
from torch import nn

from netwright.models import Members
from netwright.recipe import Settings
from netwright.training import _muon
from netwright.training._flat import FlatParameters, Kind
from netwright.training._muon import orthogonal
from netwright.training._optimisers import FlatOptimiser
from netwright.training._plan import Candidate
from netwright.training._stepper import Stepper

RATE = 0.5


def bent(s):
    """What five steps make of a singular value."""
    for _ in range(5):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    return s


def by_svd(matrix):
    u, s, v = np.linalg.svd(matrix.double().numpy(), full_matrices=False)
    return u * bent(s / np.sqrt((s**2).sum())) @ v


@pytest.mark.parametrize("shape", [(1, 4, 7), (3, 7, 4), (2, 5, 5), (4, 1, 6)])
def test_singular_values_are_bent_and_directions_kept(shape):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    found = orthogonal(x)
    assert found.shape == x.shape
    wanted = np.stack([by_svd(matrix) for matrix in x])
    np.testing.assert_allclose(found.numpy(), wanted, atol=2e-4)
    values = torch.linalg.svdvals(
        orthogonal(torch.eye(6).repeat(2, 1, 1) + 0.2 * torch.randn(6, 6))
    )
    assert 0.6 < values.min() <= values.max() < 1.25


@pytest.mark.parametrize("shape", [(1, 32, 96), (2, 96, 32), (3, 24, 24)])
def test_in_bf16_the_answer_is_float32_and_nearly_the_same(shape):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    exact, found = orthogonal(x), orthogonal(x, dtype=torch.bfloat16)
    assert found.dtype == torch.float32
    gap = float((found - exact).norm() / exact.norm())
    assert 1e-4 < gap < 0.03  # it is another answer, and a near one


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_a_matrix_of_zeros_stays_one(dtype):
    assert not orthogonal(torch.zeros(2, 3, 4), dtype=dtype).any()


def test_only_a_plan_in_bf16_multiplies_in_bf16(make_image_task):
    task = make_image_task(network="convnet", channels=1)
    settings = Settings(optimiser="muon", batch_size=4)
    found = {}
    for dtype in ("fp32", "bf16", "bf16-resident"):
        chosen = Candidate(dtype=dtype, memory="channels_last", threads=1)
        stepper = Stepper(task, settings, chosen, torch.device("cpu"), steps=2)
        found[dtype] = {
            stretch.muon._dtype for stretch in stepper.optimiser._stretches if stretch.muon
        }
    assert found == {
        "fp32": {None},
        "bf16": {torch.bfloat16},
        "bf16-resident": {torch.bfloat16},
    }


class Three(nn.Module):
    """Two filters of one shape, depthwise filters, members."""

    def __init__(self):
        super().__init__()
        self.one, self.other = nn.Conv2d(3, 6, 3, bias=False), nn.Conv2d(3, 6, 3, bias=False)
        self.depthwise = nn.Conv2d(32, 32, 3, groups=32, bias=False)
        self.members = Members(2, 3, 8, gain=1.0)
        self.members.bias.requires_grad_(False)


def stepped(memory=torch.contiguous_format):
    torch.manual_seed(0)
    model = Three().to(memory_format=memory)
    kinds = {
        name: Kind(decayed=True, matrices=2 if name == "members.weight" else 1)
        for name, parameter in model.named_parameters()
        if parameter.requires_grad
    }
    flat = FlatParameters(model, kinds)
    before = {n: t.clone() for n, t in flat.named(flat.values).items()}
    drawn = {n: torch.randn(t.shape) for n, t in before.items()}
    flat.fill(flat.gradients, drawn)
    FlatOptimiser(Settings(optimiser="muon", momentum=0.0), flat).step(RATE)
    after = flat.named(flat.values)
    return {n: ((before[n] - after[n]) / RATE, drawn[n]) for n in before}


def test_filters_are_matrices_of_all_they_see_and_members_one_matrix_each():
    for name, (moved, gradient) in stepped().items():
        if name == "members.weight":
            wanted = np.stack([by_svd(matrix) for matrix in gradient]) * np.sqrt(8 / 3)
        else:
            scale = np.sqrt(32 / 9) if name == "depthwise.weight" else 1.0
            wanted = by_svd(gradient.flatten(1)).reshape(gradient.shape) * scale
        np.testing.assert_allclose(moved.numpy(), wanted, atol=1e-3, err_msg=name)


def test_the_layout_of_memory_makes_no_difference():
    plain, last = stepped(), stepped(torch.channels_last)
    for name in plain:
        assert torch.equal(plain[name][1], last[name][1])
        torch.testing.assert_close(plain[name][0], last[name][0], atol=1e-3, rtol=0)


def test_matrices_of_one_shape_go_through_the_products_together(monkeypatch):
    seen = []
    monkeypatch.setattr(_muon, "orthogonal", lambda x, dtype: seen.append(tuple(x.shape)) or x)
    stepped()
    assert sorted(seen) == [(1, 32, 9), (2, 3, 8), (2, 6, 27)]
