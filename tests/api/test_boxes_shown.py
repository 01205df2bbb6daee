from netwright.api._boxes_shown import SHOWN, anchor_words, boxes_parts
from netwright.api._diagnose_reached import reached
from netwright.api._score import score


def test_a_run_shows_its_curves_kinds_sizes_and_pictures(boxed_run):
    found = reached(boxed_run.path)
    scored = score(found.prepared, found.weights)
    figures, pictures = boxes_parts(found.prepared, found.prepared.task, scored)
    (curves,) = figures.curves
    assert [name for name, _ in curves.lines] == ["sea", "sun"]
    for _, points in curves.lines:
        recalls = [x for x, _ in points]
        assert recalls == sorted(recalls)
        assert all(0 <= y <= 1 for _, y in points)
    classes, kinds, sizes = figures.tables
    assert [row[0] for row in classes.rows] == ["sea", "sun"]
    true = sum(int(row[1]) for row in classes.rows)
    hit, missed = int(kinds.rows[0][1]), int(kinds.rows[-1][1])
    assert hit + missed == true
    assert sum(int(row[1].replace(",", "")) for row in sizes.rows) == true
    assert f"{boxed_run.model.task.score:.3f}" in figures.said
    assert len(pictures.pictures) == min(SHOWN, 12)
    assert pictures.pictures[0].pixels.shape == (80, 80, 3)
    assert "missed" in pictures.pictures[0].words


def test_anchors_in_words():
    facts = {"anchors": [[15.6, 16.2], [70.0, 64.4]], "anchor_overlap": 0.7123, "count": 4888}
    assert anchor_words(facts) == {
        "boxes": "4,888",
        "anchors": "16 x 16, 70 x 64",
        "anchor_overlap": "0.712 in the mean",
    }
