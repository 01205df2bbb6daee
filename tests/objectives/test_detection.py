import math

import numpy as np
import pytest
import torch
from torch.nn import functional
from torchvision import ops

from netwright.errors import SettingError
from netwright.objectives import DetectionCosts, Grid, detection_loss, detections
from netwright.objectives._detection import MOST_RATIO, asked_of
from netwright.objectives._grid import by_anchor
from netwright.reference.boxes import assign_boxes

GRID = Grid(anchors=((20.0, 30.0), (60.0, 16.0), (90.0, 90.0)), classes=3)
ROWS, COLUMNS = 5, 6
NAN = float("nan")


def truth(count=3, objects=6, seed=0, dtype=torch.float64):
    """Boxes within the picture; the last ones of each are none."""
    made = torch.Generator().manual_seed(seed)
    size = torch.rand(count, objects, 2, generator=made, dtype=dtype) * 60 + 6
    room = torch.tensor([COLUMNS * 16.0, ROWS * 16.0], dtype=dtype)
    low = torch.rand(count, objects, 2, generator=made, dtype=dtype) * (room - size).clamp(min=1)
    boxes = torch.cat([low, low + size], dim=2)
    labels = torch.randint(3, (count, objects), generator=made)
    boxes[:, -1], labels[:, -1] = NAN, -1
    labels[0, -2] = -1  # a box that is not to be learned
    boxes[1, :], labels[1, :] = NAN, -1  # a picture without any
    return boxes, labels


def maps(count=3, seed=1):
    made = torch.Generator().manual_seed(seed)
    size = (count, GRID.channels, ROWS, COLUMNS)
    return torch.randn(size, generator=made, dtype=torch.float64)


@pytest.mark.parametrize("seed", range(10))
def test_what_boxes_ask_is_what_the_reference_lists(seed):
    boxes, labels = truth(seed=seed)
    asked = asked_of(boxes, labels, GRID, rows=ROWS, columns=COLUMNS)
    for picture in range(3):
        real = (labels[picture] >= 0).nonzero().squeeze(1)
        on = asked.share[picture] > 0
        found = sorted(zip(asked.box[on].tolist(), asked.place[picture][on].tolist(), strict=True))
        if not len(real):
            assert not found
            continue
        listed = assign_boxes.forward(
            boxes[picture, real].numpy(), np.array(GRID.anchors),
            rows=ROWS, columns=COLUMNS, stride=16.0, ratio=MOST_RATIO,
        )  # fmt: skip
        wanted = sorted(
            (int(real[b]), (a * ROWS + row) * COLUMNS + column) for b, row, column, a in listed
        )
        assert found == wanted
        for box in real.tolist():
            assert float(asked.share[picture][asked.box == box].sum()) == pytest.approx(1.0)


def test_a_box_that_no_anchor_fits_asks_the_nearest_one():
    boxes = torch.tensor([[[0.0, 0.0, 90.0, 2.0], [40.0, 40.0, 41.0, 41.0]]])
    asked = asked_of(boxes, torch.tensor([[0, 1]]), GRID, rows=ROWS, columns=COLUMNS)
    on = asked.share[0] > 0
    anchors = asked.place[0][on] // (ROWS * COLUMNS)
    assert anchors[asked.box[on] == 0].unique().tolist() == [1]
    assert anchors[asked.box[on] == 1].unique().tolist() == [0]


def one_by_one(given, boxes, labels, costs):
    """Equations (3) to (6) in loops over pictures and boxes, by torchvision and torch."""
    raw = by_anchor(given, GRID)
    total = torch.zeros((), dtype=torch.float64)
    for picture in range(len(raw)):
        sure = torch.zeros(raw.shape[1:4], dtype=torch.float64)
        real = (labels[picture] >= 0).nonzero().squeeze(1).tolist()
        listed = assign_boxes.forward(
            boxes[picture, real].numpy(), np.array(GRID.anchors),
            rows=ROWS, columns=COLUMNS, stride=16.0,
        ) if real else []  # fmt: skip
        for box, row, column, anchor in listed:
            share = 1 / sum(other[0] == box for other in listed)
            t = raw[picture, anchor, row, column]
            middle = 16 * (torch.tensor([column, row]) + 2 * torch.sigmoid(t[:2]) - 0.5)
            size = torch.tensor(GRID.anchors[anchor]) * t[2:4].exp()
            found = ops.box_convert(torch.cat([middle, size])[None], "cxcywh", "xyxy")
            wanted = boxes[picture, real[box]][None]
            place = ops.generalized_box_iou_loss(found, wanted, eps=0.0)[0]
            one_hot = torch.eye(3, dtype=torch.float64)[labels[picture, real[box]]]
            label = functional.binary_cross_entropy_with_logits(t[5:], one_hot, reduction="sum")
            total = total + share * (costs.place * place + costs.label * label)
            overlap = float(ops.box_iou(found.detach(), wanted))
            aim = 1 - costs.overlap + costs.overlap * overlap
            sure[anchor, row, column] = max(aim, float(sure[anchor, row, column]))
        nats = functional.binary_cross_entropy(
            torch.sigmoid(raw[picture, ..., 4]), sure, reduction="sum"
        )
        total = total + costs.confidence * nats
    return total / len(raw)


@pytest.mark.parametrize("costs", [
    DetectionCosts(), DetectionCosts(overlap=0.0), DetectionCosts(overlap=1.0, confidence=0.0),
    DetectionCosts(place=0.0, label=3.0), DetectionCosts(place=5.0, label=0.0),
])  # fmt: skip
@pytest.mark.parametrize("seed", range(3))
def test_the_loss_and_its_slopes_are_those_of_one_box_after_another(costs, seed):
    boxes, labels = truth(seed=seed)
    given = maps(seed=seed).requires_grad_()
    loss = detection_loss(given, boxes, labels, GRID, costs)
    loss.backward()
    slopes, given.grad = given.grad.clone(), None
    wanted = one_by_one(given, boxes, labels, costs)
    wanted.backward()
    torch.testing.assert_close(loss, wanted, rtol=1e-9, atol=1e-9)
    torch.testing.assert_close(slopes, given.grad, rtol=1e-8, atol=1e-10)


def test_rows_without_a_box_change_nothing():
    boxes, labels = truth()
    loss = detection_loss(maps(), boxes, labels, GRID)
    more = torch.cat([torch.full_like(boxes, NAN), boxes, torch.zeros_like(boxes)], dim=1)
    none = torch.full_like(labels, -1)
    same = detection_loss(maps(), more, torch.cat([none, labels, none], dim=1), GRID)
    torch.testing.assert_close(same, loss)
    shuffled = torch.randperm(6, generator=torch.Generator().manual_seed(0))
    same = detection_loss(maps(), boxes[:, shuffled], labels[:, shuffled], GRID)
    torch.testing.assert_close(same, loss)


def test_it_is_the_mean_over_pictures():
    boxes, labels = truth()
    each = [detection_loss(maps()[i : i + 1], boxes[i : i + 1], labels[i : i + 1], GRID)
            for i in range(3)]  # fmt: skip
    torch.testing.assert_close(detection_loss(maps(), boxes, labels, GRID), sum(each) / 3)


def test_pictures_without_any_box_teach_no_alone():
    given = maps().requires_grad_()
    none = torch.zeros(3, 0, 4, dtype=torch.float64), torch.zeros(3, 0, dtype=torch.int64)
    detection_loss(given, *none, GRID).backward()
    slopes = by_anchor(given.grad, GRID)
    assert (slopes[..., 4] > 0).all()
    assert slopes[..., :4].eq(0).all()
    assert slopes[..., 5:].eq(0).all()


def test_huge_raw_numbers_give_finite_losses_and_slopes():
    boxes, labels = truth(dtype=torch.float32)
    for factor in (1e3, -1e3, 1e6):
        given = (maps().float() * factor).requires_grad_()
        loss = detection_loss(given, boxes, labels, GRID)
        loss.backward()
        assert torch.isfinite(loss)
        assert torch.isfinite(given.grad).all()


def test_numbers_that_follow_the_slopes_find_the_boxes():
    """The map itself is learned: what it then says are the true boxes, each once."""
    boxes = torch.tensor([[[3.0, 5, 25, 40], [50, 4, 88, 12]], [[10, 40, 90, 76], [60, 2, 75, 20]]])
    boxes = torch.stack([boxes[0], torch.full((2, 4), NAN), boxes[1]])
    labels = torch.tensor([[0, 1], [-1, -1], [2, 0]])
    given = torch.zeros(3, GRID.channels, ROWS, COLUMNS, requires_grad=True)
    optimiser = torch.optim.Adam([given], lr=0.1)
    for _ in range(400):
        optimiser.zero_grad()
        detection_loss(given, boxes, labels, GRID).backward()
        optimiser.step()
    found = detections(given.detach(), GRID, least_score=0.5)
    assert (found[1, :, 5] == -1).all()
    for picture in (0, 2):
        real = labels[picture] >= 0
        shown = found[picture][found[picture, :, 5] >= 0]
        overlap = ops.box_iou(boxes[picture, real], shown[:, :4])
        same = labels[picture, real, None] == shown[:, 5]
        assert ((overlap > 0.9) & same).tolist() in ([[True, False], [False, True]],
                                                     [[False, True], [True, False]])  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"place": -1.0}, r"place must be a weight of 0 or more; got -1\.0"),
        ({"confidence": math.inf}, "confidence must be a weight of 0 or more; got inf"),
        ({"label": math.nan}, "label must be a weight of 0 or more; got nan"),
        ({"overlap": 1.5}, r"overlap must be a share from 0 to 1; got 1\.5"),
    ],
)
def test_costs_that_cannot_work_are_refused(change, words):
    with pytest.raises(SettingError, match=words):
        DetectionCosts(**change)
