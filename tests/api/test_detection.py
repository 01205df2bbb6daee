import json

import numpy as np
import pytest

import netwright as nw
from boxed import boxed_folder
from detection_sets import picture, put, voc, voc_xml
from netwright.api import evaluate_run, predict_run
from netwright.errors import DataError, RecipeError, SettingError
from netwright.tasks import Detection

CELL = ("cell", 3, 3, 12, 14)


def prepared(path, **settings):
    return nw.inspect(path, **settings).prepared


@pytest.fixture(scope="module")
def boxed(tmp_path_factory):
    return boxed_folder(tmp_path_factory.mktemp("boxed") / "set")


def test_boxes_are_seen_without_being_asked_for(boxed):
    done = prepared(boxed)
    assert isinstance(done.task, Detection)
    assert done.task.classes == ("sea", "sun")
    assert done.task.side == 80
    assert done.task.network == "yolo"
    assert done.recipe.settings.task == "detection"
    assert {split: len(rows) for split, rows in done.examples.splits.items()} == {
        "train": 48, "val": 12, "test": 12,
    }  # fmt: skip
    assert set(done.examples.arrays) == {"picture", "boxes", "box_label", "box_crowd"}
    assert done.preprocess == {"kind": "picture", "side": 80, "channels": 3, "whole": True}


def test_what_is_kept_of_the_boxes(boxed):
    data = prepared(boxed).data
    assert len(data["boxes"]["anchors"]) == 5
    assert 0.7 < data["boxes"]["anchor_overlap"] <= 1
    assert data["boxes"]["faults"] == []
    counts = data["classes"]
    assert sum(found["train"] for found in counts.values()) >= 48
    assert all(len(row) == 6 for row in data["constant"])
    json.dumps(data)  # plain values


def test_faults_are_counted_and_told(tmp_path):
    names = [f"p{number}" for number in range(12)]
    boxes = {name: [CELL] for name in names}
    boxes["p3"] = [CELL, ("cell", 500, 3, 520, 14)]
    done = prepared(voc(tmp_path / "set", boxes))
    (fault,) = done.data["boxes"]["faults"]
    assert (fault["rule"], fault["count"]) == ("boxes outside their picture", 1)
    assert any("1 boxes outside their picture: left out" in note for note in done.data["notes"])


def test_few_different_boxes_have_few_anchors(tmp_path):
    names = [f"p{number}" for number in range(12)]
    done = prepared(voc(tmp_path / "set", {name: [CELL] for name in names}))
    assert done.recipe.settings.anchors == "1"
    assert len(done.task.anchors) == 1
    words = "anchors must be from 1 to 1, the number of different box sizes in train; got 3"
    with pytest.raises(SettingError, match=words):
        prepared(tmp_path / "set", anchors=3)


def test_anchors_that_are_given_are_used(boxed):
    done = prepared(boxed, anchors="10x13+33x23")
    assert done.task.anchors == ((10.0, 13.0), (33.0, 23.0))
    assert len(prepared(boxed, anchors=3).task.anchors) == 3


def test_settings_that_would_change_nothing_are_refused(boxed, tmp_path):
    with pytest.raises(RecipeError, match="dropout must be left out for detection"):
        prepared(boxed, dropout=0.5)
    with pytest.raises(RecipeError, match="mosaic must be left out unless the task is detection"):
        prepared("digits", mosaic=0.5)
    with pytest.raises(SettingError, match="side must be a multiple of 16 from 64 to 1024 pixels"):
        prepared(boxed, side=100)
    with pytest.raises(SettingError, match="test must be left out for pictures with boxes"):
        nw.inspect(boxed, test=tmp_path / "t.csv")
    with pytest.raises(SettingError, match="model must be a network that gives boxes: yolo"):
        prepared(boxed, model="convnet")
    with pytest.raises(SettingError, match="model must be a network that gives classes"):
        prepared("digits", model="yolo")


def test_data_without_boxes_are_no_data_for_detection(tmp_path):
    put(tmp_path / "set", "a/one.png", picture(1))
    with pytest.raises(DataError, match="must be pictures with boxes; got neither VOC's XML"):
        prepared(tmp_path / "set", task="detection")
    with pytest.raises(DataError, match="got nothing there"):
        prepared(tmp_path / "no", task="detection")


def test_crowds_alone_leave_nothing_to_learn(tmp_path):
    names = [f"p{number}" for number in range(12)]
    boxes = {name: [(*CELL, True)] for name in names}
    with pytest.raises(DataError, match="train must have boxes to learn from; got pictures"):
        prepared(voc(tmp_path / "set", boxes))


def test_a_class_that_is_held_out_whole_is_told(tmp_path):
    names = [f"p{number}" for number in range(30)]
    boxes = {name: [CELL] for name in names}
    boxes["p7"] = [("dot", 1, 1, 9, 9)]
    folder = voc(tmp_path / "set", boxes)
    told = [prepared(folder, seed=seed).data for seed in range(8)]
    lacking = [data for data in told if not data["classes"]["dot"]["train"]]
    assert lacking
    assert len(lacking) < 8
    for data in told:
        said = any("train has no box of 'dot'" in note for note in data["notes"])
        assert said is (data in lacking)


def test_from_pictures_to_boxes(boxed_run, boxed, tmp_path):
    run = boxed_run
    goal = run.summary()["goal"]
    assert goal["measure"] == "map50"
    assert goal["split"] == "test"
    assert goal["value"] > 0.5 > goal["trivial"]
    task = run.model.task
    assert isinstance(task, Detection)
    assert 0 < task.score < 1
    done = evaluate_run(run)
    assert done.summary()["goal"]["value"] == pytest.approx(goal["value"], abs=1e-6)
    assert done.trivial["map50"] == pytest.approx(goal["trivial"], abs=1e-3)
    files = sorted((boxed / "JPEGImages").glob("*.png"))[-3:]
    found = predict_run(run.path, run.model, files, draw=tmp_path / "drawn").answers
    assert [answer["size"] for answer in found] == [[80, 64]] * 3
    assert all(0 <= one["box"][3] <= 64 for answer in found for one in answer["boxes"])
    assert len(list((tmp_path / "drawn").iterdir())) == 3
    page = (run.path / "report.html").read_text()
    for words in ("Boxes found", "Precision over recall", "What became of the boxes", "missed"):
        assert words in page


def test_a_turned_picture_is_answered_as_it_is_shown(boxed_run):
    from boxed import SIZE, boxed_picture, png

    pixels, _ = boxed_picture(999)
    upright = boxed_run.predict(png(pixels))[0]
    assert upright["size"] == list(SIZE)
    lying = np.ascontiguousarray(np.rot90(pixels))  # stored lying, with a note to turn it
    import io

    from PIL import Image

    exif, file = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6
    Image.fromarray(lying).save(file, "PNG", exif=exif.tobytes())
    turned = boxed_run.predict(file.getvalue())[0]
    assert turned["size"] == list(SIZE)
    assert turned["boxes"] == upright["boxes"]


def test_other_data_are_scored_by_the_names_of_their_classes(boxed_run, tmp_path):
    other = boxed_folder(tmp_path / "other", train=4, val=2, test=6)
    done = evaluate_run(boxed_run, other)
    assert done.split == "test"
    assert done.rows == 6
    put(other, "Annotations/p000.xml", voc_xml([("moon", 2, 2, 20, 20)], size=(80, 64)))
    with pytest.raises(DataError, match="boxes must be of classes of the model; got 'moon'"):
        evaluate_run(boxed_run, other)


def test_unreadable_annotations_are_told_and_left_out(tmp_path):
    names = [f"p{number}" for number in range(12)]
    folder = voc(tmp_path / "set", {name: [CELL] for name in names})
    put(folder, "Annotations/p5.xml", "<annotation><object>")
    notes = prepared(folder).data["notes"]
    assert any("annotation files that cannot be read: left out" in note for note in notes)
