import numpy as np
import pytest

from detection_sets import picture, put, yolo
from netwright.data._detection_build import built
from netwright.data._detection_yolo import read_yolo
from netwright.errors import DataError


def source_of(root, name="data.yaml"):
    return built(read_yolo(root / name, path="x"))


def test_shares_become_corners_and_no_file_means_no_box(tmp_path):
    yolo(tmp_path, {"a": ["1 0.5 0.5 0.5 0.5", "", "0 0.1 0.1 0.2 0.2"], "b": None, "c": []})
    source = source_of(tmp_path)
    assert source.kind == "yolo"
    assert source.names == tuple(f"images/train/{x}.png" for x in "abc")
    assert source.classes == ("cell", "dot")
    assert source.labels.tolist() == [[1, 0], [-1, -1], [-1, -1]]
    assert source.boxes[0] == pytest.approx(np.array([[10, 5, 30, 15], [0, 0, 8, 4]]))
    assert source.splits == (None,) * 3
    assert source.notes == ("2 pictures without a box: kept, to learn what is nothing",)


def test_outlines_become_the_boxes_round_them(tmp_path):
    yolo(tmp_path, {"a": ["0 0.5 0.1 0.75 0.5 0.5 0.9 0.25 0.5", "1.0 0.5 0.5 0.5 0.5"]})
    boxes = source_of(tmp_path).boxes[0]
    assert boxes == pytest.approx(np.array([[10, 2, 30, 18], [10, 5, 30, 15]]))


def test_paths_count_from_the_yaml_and_splits_are_given(tmp_path):
    for split in ("train", "valid", "test"):
        put(tmp_path, f"sets/{split}/images/a.png", picture(len(split)))
        put(tmp_path, f"sets/{split}/labels/a.txt", "0 0.5 0.5 0.5 0.5")
    text = "train: {0}train/images\nval: {0}valid/images\ntest: {0}test/images\nnames: [cell]\n"
    put(tmp_path, "about/data.yaml", "path: ../sets\n" + text.format(""))
    put(tmp_path, "sets/export.yaml", text.format("../"))  # as exports write it: one ../ too many
    for name in ("about/data.yaml", "sets/export.yaml"):
        source = source_of(tmp_path, name)
        assert source.names == ("test/images/a.png", "train/images/a.png", "valid/images/a.png")
        assert source.splits == ("test", "train", "val")
        assert source.read(1) == picture(len("train"))


def test_a_path_that_leads_nowhere_is_said(tmp_path):
    yolo(tmp_path, {"a": ["0 0.5 0.5 0.5 0.5"]})
    put(tmp_path, "data.yaml", "path: /data/elsewhere\ntrain: images/train\nnames: [cell]\n")
    note = source_of(tmp_path).notes[0]
    assert note.startswith("path: /data/elsewhere leads nowhere; paths count from the folder of")


def test_lists_of_pictures_and_several_entries(tmp_path):
    yolo(tmp_path, {"a": ["0 0.5 0.5 0.5 0.5"], "b": ["0 0.5 0.5 0.5 0.5"]})
    put(tmp_path, "more/images/c.png", picture(3))
    put(tmp_path, "more/images/c.txt", "0 0.5 0.5 1 1")  # beside the picture
    put(tmp_path, "lists/some.txt", "images/train/a.png\n../images/train/b.png\nimages/gone.png\n")
    put(tmp_path, "data.yaml", "train: [lists/some.txt, more/images]\nnames:\n  0: cell\n")
    source = source_of(tmp_path)
    assert source.names == ("images/train/a.png", "images/train/b.png", "more/images/c.png")
    assert source.boxes[2, 0].tolist() == [0, 0, 40, 20]
    assert source.faults[0].places == ("images/gone.png",)


def test_pictures_elsewhere_keep_their_whole_path(tmp_path):
    root = yolo(tmp_path / "here", {"a": ["0 0.5 0.5 0.5 0.5"]})
    put(tmp_path, "there/images/b.png", picture(4))
    put(tmp_path, "there/labels/b.txt", "0 0.5 0.5 0.5 0.5")
    text = f"train: [images/train, {tmp_path / 'there/images'}]\nnames: [cell]\n"
    put(root, "data.yaml", text)
    source = source_of(root)
    assert source.names[0] == (tmp_path / "there/images/b.png").as_posix()
    assert source.read(0) == picture(4)


def test_every_fault_is_counted_by_its_rule(tmp_path):
    lines = [
        "0 0.2 0.2 0.2 0.2", "0 0.2 0.2 0.2 0.2", "2 0.5 0.5 0.5 0.5", "-1 0.5 0.5 0.5 0.5",
        "0.5 0.5 0.5 0.5 0.5", "0 0.5 0.5 0 0.5", "0 0.5 0.5 -0.1 0.5", "0 1.5 0.5 0.1 0.5",
        "0 1.0 0.5 0.5 0.5", "0 0.5 0.5 0.5", "0 0.5 nan 0.5 0.5", "0 a b c d",
        "0 0.1 0.1 0.2 0.2 0.3", "0 0.1 0.1 0.2 0.2 nan 0.3",
    ]  # fmt: skip
    yolo(tmp_path, {"a": lines})
    put(tmp_path, "images/train/z.dat", b"junk")
    source = source_of(tmp_path)
    assert source.objects.tolist() == [2]
    assert {fault.rule: fault.count for fault in source.faults} == {
        "annotated pictures that are no pictures": 1,
        "boxes that are not four finite numbers": 5,
        "boxes whose class is not listed": 3,
        "empty boxes": 1,
        "boxes that end before they begin": 1,
        "boxes outside their picture": 1,
        "boxes across the edge of their picture": 1,
        "boxes drawn twice": 1,
    }


def test_pictures_that_train_and_val_share_stay_in_train(tmp_path):
    yolo(tmp_path, {"a": ["0 0.5 0.5 0.5 0.5"]})
    put(tmp_path, "data.yaml", "train: images/train\nval: images/train\nnames: [cell]\n")
    source = source_of(tmp_path)
    assert source.splits == (None,)  # so that val is split off anew
    assert source.faults[0].rule == "pictures in more than one split"


def test_boxes_belong_to_the_picture_as_it_is_shown(tmp_path):
    yolo(tmp_path, {"a": ["0 0.25 0.5 0.5 1"]})
    put(tmp_path, "images/train/a.png", picture(0, (40, 20), "JPEG", orientation=6))
    source = source_of(tmp_path)
    assert source.sizes.tolist() == [[20, 40]]
    assert source.boxes[0, 0].tolist() == [0, 0, 10, 40]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("names: [cell]", r"data\.yaml must say where the pictures to train on are; got no train"),
        ("train: x", r"data\.yaml must list the names of the classes; got none"),
        ("train: x\nnames: cell", r"must list the names of the classes; got cell"),
        ("train: x\nnames: [a, b, a]", r"names must be different; got a more than once"),
        ("train: x\nnames: {0: a, 2: b}", r"names must be counted from 0 without gaps; got 0, 2"),
        ("train: x\nnames: [a]\nnc: 2", r"nc must be the number of names, 1; got 2"),
        ("train: {0: x}\nnames: [a]", r"train must be a path or a list of paths; got \{'0': 'x'\}"),
        ("train: gone\nnames: [a]", r"train must be a folder or a list of pictures; got gone"),
    ],
)
def test_what_a_yaml_must_say(tmp_path, text, words):
    with pytest.raises(DataError, match=words):
        read_yolo(put(tmp_path, "data.yaml", text), path="x")


def test_pictures_without_any_text_file_are_refused(tmp_path):
    yolo(tmp_path, {"a": None, "b": None})
    words = r"x must have a text file of boxes for its pictures; got none for 2\n.*a\.png needs lab"
    with pytest.raises(DataError, match=words):
        source_of(tmp_path)
