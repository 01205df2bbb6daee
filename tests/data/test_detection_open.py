import numpy as np
import pytest

from detection_sets import coco_box, coco_image, coco_json, picture, put, voc, voc_xml, yolo
from netwright.data import best_overlap, fit_anchors, into_square
from netwright.data._detection_open import detection_form, open_detection
from netwright.errors import DataError

BOX = (10.0, 5.0, 30.0, 15.0)


def as_voc(root):
    return voc(root, {"a": [("cell", 11, 6, 30, 15)]}, {"train": "a"})


def as_coco(root):
    put(root, "train/a.png", picture())
    content = coco_json(
        [coco_image(1, "a.png")], [coco_box(1, 2, [10, 5, 20, 10])], [{"id": 2, "name": "cell"}]
    )
    put(root, "train/_annotations.coco.json", content)
    return root


def as_yolo(root):
    return yolo(root, {"a": ["0 0.5 0.5 0.5 0.5"]})


@pytest.mark.parametrize(("form", "write"), [("voc", as_voc), ("coco", as_coco), ("yolo", as_yolo)])
def test_each_form_gives_the_same_boxes(tmp_path, form, write):
    root = write(tmp_path)
    assert detection_form(root) == form
    source = open_detection(root)
    assert (source.kind, source.path) == (form, str(root))
    assert source.classes == ("cell",)
    assert source.splits == (None,)
    assert source.boxes[0, 0] == pytest.approx(np.array(BOX))
    assert source.faults == ()
    assert open_detection(str(root)).digest == source.digest


def test_the_file_itself_opens_as_well(tmp_path):
    file = as_coco(tmp_path) / "train/_annotations.coco.json"
    assert detection_form(file) == "coco"
    assert open_detection(file).names == ("a.png",)
    other = as_yolo(tmp_path / "y") / "data.yaml"
    assert open_detection(other).names == ("images/train/a.png",)


def test_trees_of_voc_below_a_folder_and_exports_are_found(tmp_path):
    as_voc(tmp_path / "one" / "VOC2007")
    assert detection_form(tmp_path / "one") == "voc"
    put(tmp_path, "two/train/a.png", picture())
    put(tmp_path, "two/train/a.xml", voc_xml([("cell", 11, 6, 30, 15)]))
    source = open_detection(tmp_path / "two")
    assert (source.names, source.splits) == (("train/a.png",), (None,))


def test_of_several_forms_the_first_is_read_and_that_is_said(tmp_path):
    as_voc(as_coco(as_yolo(tmp_path)))
    source = open_detection(tmp_path)
    assert source.kind == "yolo"
    assert source.notes[0] == "read as YOLO; left unread, though it lies here too: COCO, VOC"


def test_what_holds_no_boxes(tmp_path):
    put(tmp_path, "cat/1.png", picture())
    put(tmp_path, "cat/notes.xml", "<html></html>")
    put(tmp_path, "dog/list.json", "[1, 2]")
    put(tmp_path, "config.yaml", "names: [a]\n")
    for path in (tmp_path, tmp_path / "gone", tmp_path / "cat/1.png", tmp_path / "dog/list.json"):
        assert detection_form(path) is None
    words = r"must be pictures with boxes; got neither VOC's XML, COCO's JSON nor YOLO's YAML"
    with pytest.raises(DataError, match=words):
        open_detection(tmp_path)


def test_nothing_is_written(tmp_path):
    root = as_voc(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in [root, *root.rglob("*")]}
    open_detection(root)
    assert {path: path.stat().st_mtime_ns for path in [root, *root.rglob("*")]} == before


def test_real_blood_cells(shared_data):
    source = open_detection(shared_data / "detection_bccd")
    assert source.kind == "voc"
    assert source.count == 364
    assert source.classes == ("Platelets", "RBC", "WBC")
    assert [source.splits.count(split) for split in ("train", "val", "test")] == [205, 87, 72]
    assert (source.sizes == [640, 480]).all()
    found = source.labels[source.labels >= 0]
    faults = {fault.rule: fault for fault in source.faults}
    twice = faults.pop("boxes drawn twice").count if "boxes drawn twice" in faults else 0
    assert len(found) == 361 + 4155 + 372 - 2 - twice
    assert list(faults) == ["empty boxes"]
    assert faults["empty boxes"].sentence == (
        "2 empty boxes: left out (Annotations/BloodImage_00338.xml: RBC 504 337 504 337, "
        "Annotations/BloodImage_00343.xml: RBC 181 329 181 329)"
    )
    kept = source.labels >= 0
    assert (source.boxes[kept] >= 0).all()
    assert (source.boxes[kept] <= [640, 480, 640, 480]).all()
    assert (source.boxes[kept][:, 2:] > source.boxes[kept][:, :2]).all()
    train = np.array([split == "train" for split in source.splits])
    square = into_square(source.boxes, source.sizes, 416)
    sizes = (square[..., 2:] - square[..., :2])[kept & train[:, None]]
    anchors = fit_anchors(sizes, 5, seed=0)
    assert anchors.fit > 0.75
    assert best_overlap(sizes, anchors.sizes).mean() == pytest.approx(anchors.fit)
