import numpy as np
import pytest

from netwright.api._diagnose_reached import reached
from netwright.api._pairs_shown import class_rows
from netwright.api._score import score
from netwright.api._subject_parts import subject_parts


def parts_of(run):
    found = reached(run.path)
    return subject_parts(found.prepared, score(found.prepared, found.weights))


def test_masks_have_figures_of_classes_and_pictures_side_by_side(masks_run):
    figures, gallery = parts_of(masks_run)
    (table,) = figures.tables
    assert [row[0] for row in table.rows] == ["0", "1", "2"]
    assert len(gallery.pictures) == 8
    assert gallery.pictures[0].pixels.shape[0] == 32
    assert gallery.pictures[0].pixels.shape[1] > 3 * 64
    assert "of its known pixels wrong" in gallery.pictures[0].words
    losses = [float(shown.words.split("; ")[1].partition("%")[0]) for shown in gallery.pictures]
    assert losses == sorted(losses, reverse=True)


def test_pictures_that_are_made_stand_beside_what_is_wanted(halves_run):
    (gallery,) = parts_of(halves_run)
    assert "of 255 off in the mean" in gallery.pictures[0].words
    assert gallery.pictures[0].pixels.shape[1] > 3 * 32


def test_figures_of_classes_are_counted_by_hand(masks_run):
    mask = np.array([[[0, 0, 1, 255]]], dtype=np.uint8)
    output = np.array([[[0, 1, 1, 1]]], dtype=np.float32)
    rows = class_rows(masks_run.model.task, output, {"mask": mask})
    assert rows[0] == ("0", pytest.approx(2 / 3), pytest.approx(1 / 3), pytest.approx(1 / 2))
    assert rows[1][1:] == (pytest.approx(1 / 3), pytest.approx(2 / 3), pytest.approx(1 / 2))
    assert np.isnan(rows[2][3])
