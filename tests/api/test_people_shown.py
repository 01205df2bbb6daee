import pytest

from netwright.api._diagnose_reached import reached
from netwright.api._people_shown import HARDEST, people_parts
from netwright.api._score import score


@pytest.fixture(scope="module")
def parts(bars_run):
    found = reached(bars_run.path)
    scored = score(found.prepared, found.weights)
    return people_parts(found.prepared, found.prepared.task, scored), scored


def test_the_curve_rises_from_nothing_to_all(parts):
    (told, _), _ = parts
    (curve,) = told.curves
    assert [name for name, _ in curve.lines] == ["val", "test"]
    for _, points in curve.lines:
        assert points[0] == (0.0, 0.0)
        assert points[-1] == (1.0, 1.0)
        assert points == sorted(points)


def test_the_tables_hold_the_threshold_and_the_rates(parts, bars_run):
    (told, _), scored = parts
    threshold, rates = told.tables
    assert f"{bars_run.model.task.threshold:.3f}" in threshold.caption
    assert [row[0] for row in threshold.rows] == ["val", "test"]
    assert "1 %" in rates.columns
    assert "0.1 %" in rates.columns
    value = scored.splits["test"].scores["tar_far_1_percent"].value
    assert rates.rows[1][1].startswith(f"{100 * value:.1f}")


def test_the_hardest_pairs_are_drawn_side_by_side(parts, bars_run):
    (_, hardest), _ = parts
    assert 2 <= len(hardest.pictures) <= 2 * HARDEST
    side = bars_run.model.task.side
    for shown in hardest.pictures:
        assert shown.pixels.shape == (side, 2 * side + 4)
    words = [shown.words for shown in hardest.pictures]
    assert words[0].startswith("one person, called ")
    assert words[-1].startswith("two people, called ")
    page = bars_run.report.read_text(encoding="utf-8")
    assert "Hardest pairs" in page
    assert words[0] in page
