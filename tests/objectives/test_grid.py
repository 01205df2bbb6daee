import math

import numpy as np
import pytest
import torch

from netwright.errors import SettingError
from netwright.objectives import Grid, decoded, detections, non_max_suppression
from netwright.objectives._grid import by_anchor
from netwright.reference.boxes import decode_boxes

GRID = Grid(anchors=((20.0, 30.0), (50.0, 10.0)), classes=3)


def maps(count=2, rows=3, columns=4, grid=GRID, seed=0):
    made = torch.Generator().manual_seed(seed)
    return torch.randn(count, grid.channels, rows, columns, generator=made, dtype=torch.float64)


def test_numbers_stand_where_the_layout_says():
    raw = by_anchor(maps(), GRID)
    assert raw.shape == (2, 2, 3, 4, 8)
    assert torch.equal(raw[1, 1, 2, 3], maps()[1, 8:, 2, 3])


def test_with_a_sensitivity_of_1_boxes_and_confidences_are_the_references():
    grid = Grid(anchors=GRID.anchors, classes=1, sensitivity=1.0)
    given = maps(1, grid=grid)
    raw = by_anchor(given, grid)[0].permute(1, 2, 0, 3).numpy()
    anchors = np.array(grid.anchors) / (64, 48)
    wanted, confidence, _ = decode_boxes.forward(raw, anchors, height=48.0, width=64.0)
    boxes, scores, labels = decoded(given, grid)
    boxes = boxes.view(2, 3, 4, 4).permute(1, 2, 0, 3)
    np.testing.assert_allclose(boxes, wanted, atol=1e-12)
    one_class = 1 / (1 + np.exp(-raw[..., 5]))
    scores = scores.view(2, 3, 4).permute(1, 2, 0)
    np.testing.assert_allclose(scores, confidence * one_class, rtol=1e-12)
    assert not labels.any()


def test_one_box_worked_out_by_hand():
    given = torch.zeros(1, 16, 1, 2)
    given[0, 8:, 0, 1] = torch.tensor([0.0, 40.0, math.log(2), 9.0, 0.0, -40.0, 40.0, 40.0])
    boxes, scores, labels = decoded(given, GRID)
    # x = 16 (1 + 1 - 1/2), y = 16 (0 + 2 - 1/2); w = 50 * 2, h = 10 * exp(4)
    w, h = 100.0, 10 * math.exp(4)
    wanted = [24 - w / 2, 24 - h / 2, 24 + w / 2, 24 + h / 2]
    assert boxes[0, 3].tolist() == pytest.approx(wanted, rel=1e-6)
    assert float(scores[0, 3]) == pytest.approx(0.5)
    assert int(labels[0, 3]) == 1  # the first of equal ones


@pytest.mark.parametrize("seed", range(4))
def test_detections_are_filtered_suppressed_cut_and_sorted(seed):
    given = maps(3, 5, 5, seed=seed)
    found = detections(given, GRID, least_score=0.2, overlap=0.4, most=60)
    assert found.shape == (3, 60, 6)
    boxes, scores, labels = decoded(given, GRID)
    for row in range(3):
        cut = boxes[row].clamp(0, 80)
        there = (scores[row] >= 0.2) & (cut[:, 2:] > cut[:, :2]).all(dim=1)
        kept = non_max_suppression(cut[there], scores[row][there], labels[row][there],
                                   threshold=0.4)  # fmt: skip
        shown = found[row][found[row, :, 5] >= 0]
        assert len(shown) == min(60, len(kept))
        torch.testing.assert_close(shown[:, :4], cut[there][kept][:60])
        torch.testing.assert_close(shown[:, 4], scores[row][there][kept][:60])
        assert shown[:, 5].tolist() == labels[row][there][kept][:60].tolist()
        assert (found[row, len(shown) :] == torch.tensor([0, 0, 0, 0, 0, -1.0])).all()


def test_only_the_best_are_kept_where_there_are_too_many():
    few = detections(maps(seed=3), GRID, most=3)
    many = detections(maps(seed=3), GRID, most=50)
    assert torch.equal(few, many[:, :3])
    assert many.shape[1] == 50  # 24 boxes at most, the rest empty
    assert (many[:, 24:, 5] == -1).all()


def test_a_picture_without_a_sure_box_has_none():
    found = detections(torch.full((2, 16, 2, 2), -20.0), GRID, most=5)
    assert found[..., 5].eq(-1).all()
    assert found[..., :5].eq(0).all()


def test_low_precision_is_widened():
    found = detections(maps().bfloat16(), GRID)
    assert found.dtype == torch.float32


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"anchors": ()}, r"anchors must be pairs of a width and a height; got \(\)"),
        ({"anchors": ((1.0,),)}, "anchors must be pairs of a width and a height"),
        ({"anchors": ((1.0, 0.0),)}, "anchors must be widths and heights above 0"),
        ({"anchors": ((1.0, math.inf),)}, "anchors must be widths and heights above 0"),
        ({"classes": 0}, "classes must be 1 class or more; got 0"),
        ({"stride": 0}, "stride must be 1 pixel or more; got 0"),
        ({"sensitivity": 0.5}, r"sensitivity must be a factor from 1 to 3; got 0\.5"),
        ({"sensitivity": math.nan}, "sensitivity must be a factor from 1 to 3; got nan"),
    ],
)
def test_what_cannot_be_laid_out_is_refused(change, words):
    with pytest.raises(SettingError, match=words):
        Grid(**{"anchors": GRID.anchors, "classes": 3, **change})


def test_maps_of_another_grid_are_refused():
    words = r"maps must be of 16 channels, as \(n, channels, rows, columns\); got \(1, 15, 2, 2\)"
    with pytest.raises(SettingError, match=words):
        decoded(torch.zeros(1, 15, 2, 2), GRID)
