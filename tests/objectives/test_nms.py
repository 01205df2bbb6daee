import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchvision import ops

from netwright.contracts import NO_BOX
from netwright.objectives import iou, non_max_suppression
from netwright.objectives._nms import survivors


def some(count, seed, *, classes=3, whole=False):
    """Crowded boxes, scores that often tie where they are whole, labels."""
    made = torch.Generator().manual_seed(seed)
    corner = torch.rand(count, 2, generator=made) * 40
    size = torch.rand(count, 2, generator=made) * 25 + 5
    scores = torch.rand(count, generator=made)
    if whole:
        corner, size, scores = corner.round(), size.round(), (scores * 10).round() / 10
    labels = torch.randint(classes, (count,), generator=made)
    return torch.cat([corner, corner + size], dim=1), scores, labels


def one_after_another(boxes, scores, labels, threshold):
    """Equations (1) to (3) as they are said."""
    kept = []
    for i in torch.sort(scores, descending=True, stable=True).indices.tolist():
        rivals = [j for j in kept if labels[j] == labels[i]]
        if all(float(iou(boxes[i], boxes[j])) <= threshold for j in rivals):
            kept.append(i)
    return kept


@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.45, 0.5, 0.6, 0.7, 1.0])
@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_the_kept_ones_are_torchvisions(seed, whole, threshold):
    boxes, scores, labels = some(120, seed, whole=whole)
    found = non_max_suppression(boxes, scores, labels, threshold=threshold)
    assert found.tolist() == ops.batched_nms(boxes, scores, labels, threshold).tolist()


@pytest.mark.parametrize("threshold", [0.2, 0.5, 0.6])
def test_a_thousand_boxes_are_torchvisions(threshold):
    boxes, scores, labels = some(1500, 7, classes=4)
    found = non_max_suppression(boxes, scores, labels, threshold=threshold)
    assert found.tolist() == ops.batched_nms(boxes, scores, labels, threshold).tolist()
    assert 50 < len(found) < 1500


@given(count=st.integers(0, 25), seed=st.integers(0, 999), threshold=st.floats(0.0, 1.0),
       whole=st.booleans())  # fmt: skip
def test_the_rounds_end_where_one_after_another_does(count, seed, threshold, whole):
    boxes, scores, labels = some(count, seed, whole=whole)
    found = non_max_suppression(boxes, scores, labels, threshold=threshold)
    assert found.tolist() == one_after_another(boxes, scores, labels, threshold)


def test_an_overlap_of_exactly_the_threshold_hides_nothing():
    boxes = torch.tensor([[0.0, 0, 5, 1], [0.0, 0, 3, 1]])  # 3/5, which float32 rounds up
    scores, labels = torch.tensor([0.9, 0.8]), torch.tensor([0, 0])
    wanted = ops.nms(boxes, scores, 0.6).tolist()
    assert non_max_suppression(boxes, scores, labels, threshold=0.6).tolist() == wanted
    boxes = torch.tensor([[0.0, 0, 4, 1], [0.0, 0, 2, 1]])  # 1/2
    assert non_max_suppression(boxes, scores, labels, threshold=0.5).tolist() == [0, 1]


def test_a_long_chain_takes_as_many_rounds_as_it_has_links():
    """Each box hides the next alone, so that every second one stays."""
    low = torch.arange(30.0)
    boxes = torch.stack([low, 0 * low, low + 1.8, 0 * low + 1], dim=1)
    labels = torch.zeros(30, dtype=torch.int64)
    found = non_max_suppression(boxes, 1 - low / 100, labels, threshold=0.2)
    assert found.tolist() == list(range(0, 30, 2))


def test_many_pictures_at_once_are_single_ones():
    sets = [some(40, seed) for seed in range(4)]
    order = [torch.sort(scores, descending=True).indices for _, scores, _ in sets]
    boxes = torch.stack([s[0][o] for s, o in zip(sets, order, strict=True)])
    labels = torch.stack([s[2][o] for s, o in zip(sets, order, strict=True)])
    labels[1, 10:] = NO_BOX
    together = survivors(boxes, labels, threshold=0.3)
    for row in range(4):
        assert torch.equal(together[row], survivors(boxes[row], labels[row], threshold=0.3))
    assert not together[1, 10:].any()


def test_rows_without_a_box_neither_stay_nor_hide():
    boxes, scores, labels = some(20, 3)
    labels[4] = NO_BOX
    kept = non_max_suppression(boxes, scores, labels)
    rest = torch.arange(20) != 4
    alone = non_max_suppression(boxes[rest], scores[rest], labels[rest])
    assert kept.tolist() == rest.nonzero().squeeze(1)[alone].tolist()
