import pytest
import torch
from torch.nn import functional

from netwright.contracts import NO_LABELS
from netwright.objectives import (
    known_cross_entropy,
    known_squared,
    multi_label,
    weighted_mean,
)

LOGITS = torch.tensor([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0], [2.0, 2.0, -1.0]])
MISSING = {
    known_cross_entropy: (LOGITS, torch.full((3,), -1)),
    known_squared: (LOGITS[:, 0], torch.full((3,), torch.nan)),
    multi_label: (LOGITS, torch.full((3, 3), NO_LABELS, dtype=torch.uint8)),
}


@pytest.mark.parametrize("loss", MISSING)
@pytest.mark.parametrize("members", [0, 2])
def test_what_nobody_has_costs_nothing_and_moves_nothing(loss, members):
    output, targets = MISSING[loss]
    output = (
        output.unsqueeze(1).repeat(1, members, *[1] * (output.dim() - 1)) if members else output
    )
    output = output.clone().requires_grad_()
    found = loss(output, targets)
    found.backward()
    assert float(found.detach()) == 0.0
    assert torch.equal(output.grad, torch.zeros_like(output))


def test_missing_rows_could_as_well_not_be_there():
    labels = torch.tensor([2, -1, 0])
    held = torch.tensor([0, 2])
    torch.testing.assert_close(
        known_cross_entropy(LOGITS, labels, smoothing=0.1),
        functional.cross_entropy(LOGITS[held], labels[held], label_smoothing=0.1),
    )
    targets = torch.tensor([0.5, torch.nan, 1.0])
    squares = (LOGITS[held, 0] - targets[held]) ** 2
    torch.testing.assert_close(known_squared(LOGITS[:, 0], targets), squares.mean())
    tags = torch.tensor([[1, 0, 1], [NO_LABELS] * 3, [0, 0, 1]], dtype=torch.uint8)
    torch.testing.assert_close(
        multi_label(LOGITS, tags),
        functional.binary_cross_entropy_with_logits(LOGITS[held], tags[held].float()),
    )


def test_no_slope_comes_from_what_is_missing():
    predicted = torch.zeros(2, requires_grad=True)
    known_squared(predicted, torch.tensor([1.0, torch.nan])).backward()
    assert predicted.grad.tolist() == [-2.0, 0.0]


def test_weights_are_shares():
    losses = [torch.tensor(1.0), torch.tensor(5.0)]
    assert float(weighted_mean(losses, [3.0, 1.0])) == 2.0
    assert float(weighted_mean(losses, [0.3, 0.1])) == pytest.approx(2.0)
