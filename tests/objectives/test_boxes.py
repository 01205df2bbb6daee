import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision import ops

from netwright.objectives import giou, iou

SQUARE = [0.0, 0.0, 2.0, 2.0]


def some(count, seed, *, whole=False, dtype=torch.float64):
    made = torch.Generator().manual_seed(seed)
    corner = torch.rand(count, 2, generator=made, dtype=dtype) * 6
    size = torch.rand(count, 2, generator=made, dtype=dtype) * 4 + 0.5
    if whole:
        corner, size = corner.round(), size.round().clamp(min=1)
    return torch.cat([corner, corner + size], dim=1)


@given(n=st.integers(1, 9), m=st.integers(1, 9), seed=st.integers(0, 999), whole=st.booleans())
def test_every_one_with_every_one_is_torchvisions(n, m, seed, whole):
    a, b = some(n, seed, whole=whole), some(m, seed + 1, whole=whole)
    torch.testing.assert_close(iou(a.unsqueeze(1), b), ops.box_iou(a, b), rtol=0, atol=1e-14)
    wanted = ops.generalized_box_iou(a, b)
    torch.testing.assert_close(giou(a.unsqueeze(1), b), wanted, rtol=0, atol=1e-14)


@given(n=st.integers(1, 9), seed=st.integers(0, 999))
def test_matched_ones_are_the_diagonal_and_slopes_are_those_of_torchvisions_loss(n, seed):
    a, b = some(n, seed).requires_grad_(), some(n, seed + 1)
    torch.testing.assert_close(iou(a, b), iou(a.unsqueeze(1), b).diagonal())
    torch.testing.assert_close(giou(a, b), giou(a.unsqueeze(1), b).diagonal())
    (1 - giou(a, b)).sum().backward()
    found, a.grad = a.grad.clone(), None
    ops.generalized_box_iou_loss(a, b, reduction="sum", eps=0.0).backward()
    torch.testing.assert_close(found, a.grad, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("other", "overlap", "general"),
    [
        (SQUARE, 1.0, 1.0),
        ([1.0, 1.0, 3.0, 3.0], 1 / 7, 1 / 7 - 2 / 9),
        ([2.0, 0.0, 4.0, 2.0], 0.0, 0.0),  # touching: the hull is just both
        ([4.0, 0.0, 6.0, 2.0], 0.0, -4 / 12),
        ([3.0, 4.0, 5.0, 9.0], 0.0, -31 / 45),  # two negative sides are no area
    ],
)
def test_values_worked_out_by_hand(other, overlap, general):
    a, b = torch.tensor(SQUARE), torch.tensor(other)
    assert float(iou(a, b)) == pytest.approx(overlap, abs=1e-7)
    assert float(giou(a, b)) == pytest.approx(general, abs=1e-7)


def test_a_box_that_is_apart_is_pulled_nearer():
    a = torch.tensor([5.0, 0.0, 7.0, 2.0], requires_grad=True)
    giou(a, torch.tensor(SQUARE)).backward()
    assert float(a.grad[0]) < 0  # giou rises as x1 falls
    a.grad = None
    iou(a, torch.tensor(SQUARE)).backward()
    assert a.grad.abs().sum() == 0


def test_boxes_without_an_area_give_numbers_and_slopes():
    a = torch.tensor([[1.0, 1.0, 1.0, 1.0]], requires_grad=True)
    b = torch.tensor([[1.0, 1.0, 1.0, 1.0]])
    assert iou(a, b).tolist() == [0.0]
    (giou(a, b) + iou(a, b)).sum().backward()
    assert torch.isfinite(a.grad).all()
    assert iou(torch.zeros(0, 1, 4), b).shape == (0, 1)
