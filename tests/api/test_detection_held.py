import numpy as np
import pytest

from boxed import boxed_folder
from detection_sets import put, voc_xml
from netwright.api._detection_held import constant_scores, stored_boxes
from netwright.data import open_boxes
from netwright.errors import DataError


def test_classes_keep_the_numbers_of_the_model(boxed_run, tmp_path):
    folder = boxed_folder(tmp_path / "other", train=6, val=0, test=0)
    source = open_boxes(folder)
    arrays, rows, notes = stored_boxes(boxed_run.model, source, 0.0)
    assert rows.tolist() == list(range(6))
    assert notes == ()
    assert arrays["picture"].shape == (6, 3, 80, 80)
    classes = boxed_run.model.task.classes
    for row in range(6):
        theirs = [source.classes[k] for k in source.labels[row] if k >= 0]
        ours = [classes[k] for k in arrays["box_label"][row] if k >= 0]
        assert ours == theirs


def test_a_class_the_model_does_not_know_is_refused(boxed_run, tmp_path):
    folder = boxed_folder(tmp_path / "other", train=6, val=0, test=0)
    put(folder, "Annotations/p002.xml", voc_xml([("moon", 2, 2, 20, 20)], size=(80, 64)))
    words = "boxes must be of classes of the model; got 'moon'"
    with pytest.raises(DataError, match=words):
        stored_boxes(boxed_run.model, open_boxes(folder), 0.0)


def test_the_same_boxes_everywhere_are_scored(boxed_run):
    task = boxed_run.model.task
    boxes = np.array([[[0.0, 0.0, 20.0, 20.0]], [[0.0, 0.0, 20.0, 20.0]]], dtype=np.float32)
    targets = {
        "boxes": boxes,
        "box_label": np.zeros((2, 1), dtype=np.int64),
        "box_crowd": np.zeros((2, 1), dtype=bool),
    }
    right = constant_scores(task, [[0, 0, 20, 20, 1.0, 0]], targets)
    assert right["map50"] == pytest.approx(1.0)
    assert constant_scores(task, [], targets)["map50"] == 0.0
