import pytest
import torch

from netwright.tasks._augment_boxes import LEAST_LEFT
from netwright.tasks._augment_mosaic import DRAWS, mosaic

NAN = float("nan")


def batch(count=5, height=24, width=32, seed=0):
    """Pictures whose pixels say where they come from: picture, row, column."""
    rows = torch.arange(height).view(1, 1, -1, 1).expand(count, 1, -1, width)
    columns = torch.arange(width).view(1, 1, 1, -1).expand(count, 1, height, -1)
    number = torch.arange(count).view(-1, 1, 1, 1).expand(-1, 1, height, width)
    made = torch.Generator().manual_seed(seed)
    low = torch.rand(count, 3, 2, generator=made) * torch.tensor([width - 9.0, height - 9.0])
    boxes = torch.cat([low, low + 4 + 4 * torch.rand(count, 3, 2, generator=made)], dim=2).round()
    labels = torch.arange(count).view(-1, 1).repeat(1, 3)
    boxes[:, 2], labels[:, 2] = NAN, -1
    return {
        "picture": torch.cat([number, rows, columns], dim=1).to(torch.uint8),
        "boxes": boxes,
        "box_label": labels,
        "other": torch.arange(count),
    }


def joined(seed=0, share=1.0, **more):
    given = batch(seed=seed, **more)
    draws = torch.rand(len(given["other"]), DRAWS, generator=torch.Generator().manual_seed(seed))
    return given, mosaic(given, draws, share=share)


def windows(picture):
    """Every corner as (source, row and column of its first pixel, its rows and columns)."""
    number, rows, columns = (part.long() for part in picture)
    right = (columns[0, 1:] - columns[0, :-1] != 1) | (number[0, 1:] != number[0, :-1])
    lower = (rows[1:, 0] - rows[:-1, 0] != 1) | (number[1:, 0] != number[:-1, 0])
    x = int(right.nonzero()[0]) + 1
    y = int(lower.nonzero()[0]) + 1
    spans = [(slice(0, y), slice(0, x)), (slice(0, y), slice(x, None)),
             (slice(y, None), slice(0, x)), (slice(y, None), slice(x, None))]  # fmt: skip
    return [(span, number[span], rows[span], columns[span]) for span in spans]


@pytest.mark.parametrize("seed", range(8))
def test_each_corner_is_a_window_of_another_picture(seed):
    given, found = joined(seed)
    height, width = given["picture"].shape[2:]
    for i, picture in enumerate(found["picture"]):
        for corner, (span, number, rows, columns) in enumerate(windows(picture)):
            assert (number == (i - corner) % 5).all()
            assert (rows[1:] - rows[:-1] == 1).all()
            assert (columns[:, 1:] - columns[:, :-1] == 1).all()
            assert rows.shape[0] >= height // 4
            assert columns.shape[1] >= width // 4
            assert span is not None


@pytest.mark.parametrize("seed", range(8))
def test_boxes_lie_where_the_pixels_of_their_objects_do(seed):
    given, found = joined(seed)
    kept = 0
    for i, picture in enumerate(found["picture"]):
        number, rows, columns = (part.long() for part in picture)
        for slot, box in enumerate(found["boxes"][i]):
            corner, which = divmod(slot, 3)
            source = (i - corner) % 5
            x1, y1, x2, y2 = given["boxes"][source, which].tolist()
            inside = (number == source) & (rows >= y1) & (rows < y2)
            inside &= (columns >= x1) & (columns < x2)
            if source == i and corner:  # five pictures: no corner repeats one
                raise AssertionError
            if torch.isnan(box).any():
                assert found["box_label"][i, slot] == -1
                whole = (x2 - x1) * (y2 - y1)
                assert not inside.any() or int(inside.sum()) < LEAST_LEFT * whole
                continue
            kept += 1
            assert found["box_label"][i, slot] == source
            ys, xs = inside.nonzero(as_tuple=True)
            around = [int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1]
            assert box.tolist() == around
    assert kept > 5


def test_pictures_that_are_not_joined_stay():
    given, found = joined(share=0.0)
    assert torch.equal(found["picture"], given["picture"])
    assert torch.equal(found["boxes"][:, :3].nan_to_num(-9), given["boxes"].nan_to_num(-9))
    assert torch.equal(found["box_label"][:, :3], given["box_label"])
    assert (found["box_label"][:, 3:] == -1).all()
    assert torch.isnan(found["boxes"][:, 3:]).all()
    assert found["other"] is given["other"]


def test_about_as_many_are_joined_as_was_asked_for():
    given, found = joined(share=0.3, count=60)
    same = (found["picture"] == given["picture"]).flatten(1).all(dim=1)
    assert 8 <= int((~same).sum()) <= 30


def test_what_was_given_stays_as_it_was():
    given, _ = joined()
    fresh = batch()
    assert torch.equal(given["picture"], fresh["picture"])
    assert torch.equal(given["boxes"].nan_to_num(-9), fresh["boxes"].nan_to_num(-9))


def test_few_pictures_are_used_again():
    _, found = joined(count=2)
    assert set(found["picture"][:, 0].unique().tolist()) == {0, 1}
    _, alone = joined(count=1)
    assert alone["picture"].shape == (1, 3, 24, 32)


def test_floats_and_extreme_draws_do_too():
    given = batch()
    given["picture"] = given["picture"].float()
    for value in (0.0, 1.0):
        found = mosaic(given, torch.full((5, DRAWS), value), share=1.1)
        assert found["picture"].dtype == torch.float32
        assert found["picture"][:, 1].max() < 24
