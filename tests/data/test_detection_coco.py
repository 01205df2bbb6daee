import json

import pytest

from detection_sets import coco_box, coco_image, coco_json, picture, put
from netwright.data._detection_build import built
from netwright.data._detection_coco import is_coco, read_coco
from netwright.errors import DataError

CATEGORIES = [{"id": 7, "name": "cat"}, {"id": 90, "name": "dog"}]


def write(root, name="labels.json", images=None, boxes=None, categories=CATEGORIES):
    images = [coco_image(5, "a.png")] if images is None else images
    boxes = [coco_box(5, 7, [1, 2, 8, 9])] if boxes is None else boxes
    return put(root, name, coco_json(images, boxes, categories))


def faults(source):
    return {fault.rule: fault.places for fault in source.faults}


def test_ids_with_gaps_corners_and_crowds(tmp_path):
    for i, name in enumerate("ab"):
        put(tmp_path, f"images/{name}.png", picture(i))
    file = write(
        tmp_path,
        images=[coco_image(900, "b.png"), coco_image(5, "a.png")],
        boxes=[
            coco_box(5, 90, [1, 2, 8.5, 9]),
            coco_box(900, 7, [0, 0, 40, 20], iscrowd=1),
            coco_box(5, 7, [3, 3, 4, 4], iscrowd=0),
        ],
    )
    source = built(read_coco(file, path="x"))
    assert source.kind == "coco"
    assert source.names == ("images/a.png", "images/b.png")
    assert source.classes == ("cat", "dog")
    assert source.labels.tolist() == [[1, 0], [0, -1]]
    assert source.boxes[0].tolist() == [[1, 2, 9.5, 11], [3, 3, 7, 7]]
    assert source.difficult.tolist() == [[False, False], [True, False]]
    assert source.faults == ()


@pytest.mark.parametrize(
    ("file", "place", "split"),
    [
        ("annotations/instances_train2017.json", "train2017/a.png", "train"),
        ("annotations/instances_val2017.json", "images/val2017/a.png", "val"),
        ("valid/_annotations.coco.json", "valid/a.png", "val"),
        ("labels.json", "a.png", None),
        ("test.json", "images/test/a.png", "test"),
    ],
)
def test_where_pictures_lie_and_which_split_they_are(tmp_path, file, place, split):
    put(tmp_path, place, picture())
    write(tmp_path, file)
    reading = read_coco(tmp_path, path="x")
    assert [(x.name, x.split) for x in reading.annotated] == [(place, split)]
    again = read_coco(tmp_path / file, path="x")
    assert [x.name.rsplit("/", 1)[-1] for x in again.annotated] == ["a.png"]


def test_the_files_of_a_folder_are_one_set_and_captions_are_not_read(tmp_path):
    for split in ("train", "val"):
        put(tmp_path, f"{split}2017/a.png", picture(len(split)))
        write(tmp_path, f"annotations/instances_{split}2017.json")
        write(tmp_path, f"annotations/person_keypoints_{split}2017.json")
        put(tmp_path, f"annotations/captions_{split}2017.json", '{"images": []}')
    source = built(read_coco(tmp_path, path="x"))
    assert source.names == ("train2017/a.png", "val2017/a.png")
    assert source.splits == ("train", "val")
    assert source.faults == ()


def test_every_fault_is_counted_by_its_rule(tmp_path):
    put(tmp_path, "a.png", picture())
    put(tmp_path, "c.png", b"junk")
    file = write(
        tmp_path,
        images=[coco_image(1, "a.png"), coco_image(2, "gone.png"), coco_image(3, "c.png")],
        boxes=[
            coco_box(1, 7, [1, 1, 5, 5]),
            coco_box(1, 7, [1, 1, 5, 5]),
            coco_box(1, 1, [2, 2, 5, 5]),
            coco_box(1, 7, [3, 3, 0, 5]),
            coco_box(1, 7, [9, 9, -3, 5]),
            coco_box(1, 7, [90, 9, 3, 5]),
            coco_box(1, 7, [30, 9, 30, 5]),
            coco_box(1, 7, [1, 2, 3]),
            coco_box(1, 7, [1, 2, None, True]),
            coco_box(8, 7, [1, 2, 3, 4]),
            {"image_id": 1, "category_id": 7},
        ],
    )
    source = built(read_coco(file, path="x"))
    assert source.objects.tolist() == [2]
    assert faults(source) == {
        "annotations whose picture is missing": (
            "labels.json: gone.png",
            "labels.json: image_id 8",
        ),
        "annotated pictures that are no pictures": ("c.png: 4 bytes in no such format",),
        "boxes that are not four finite numbers": (
            "labels.json: a.png cat [1, 2, 3]",
            "labels.json: a.png cat [1, 2, None, True]",
            "labels.json: a.png cat None",
        ),
        "boxes whose class is not listed": ("labels.json: a.png category_id 1 [2, 2, 5, 5]",),
        "empty boxes": ("labels.json: a.png cat [3, 3, 0, 5]",),
        "boxes that end before they begin": ("labels.json: a.png cat [9, 9, -3, 5]",),
        "boxes outside their picture": ("labels.json: a.png cat [90, 9, 3, 5]",),
        "boxes across the edge of their picture": ("labels.json: a.png cat [30, 9, 30, 5]",),
        "boxes drawn twice": ("labels.json: a.png cat [1, 1, 5, 5]",),
    }


def test_a_size_that_is_not_written_is_not_held_against_the_picture(tmp_path):
    put(tmp_path, "a.png", picture())
    file = write(tmp_path, images=[{"id": 5, "file_name": "a.png", "width": "40", "height": 9}])
    assert built(read_coco(file, path="x")).faults == ()


def test_names_no_file_can_have_are_missing(tmp_path):
    put(tmp_path, "a.png", picture())
    images = [coco_image(5, "a.png"), coco_image(6, "a\0b"), coco_image(7, "x" * 5000)]
    reading = read_coco(write(tmp_path, images=images), path="x")
    assert [x.name for x in reading.annotated] == ["a.png"]
    assert reading.tally.faults()[0].count == 2


def test_what_is_coco_is_told_from_the_text(tmp_path):
    assert is_coco(write(tmp_path))
    assert not is_coco(put(tmp_path, "b.json", '{"images": []}'))
    assert not is_coco(put(tmp_path, "c.json", ""))
    assert not is_coco(tmp_path / "gone.json")
    assert not is_coco(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", r"a\.json must be COCO's JSON; got"),
        ("[" * 200_000, r"a\.json must be COCO's JSON; got"),
        ("[]", r"a\.json must be a mapping of images, annotations and categories; got a list"),
        (json.dumps({"categories": 3}), r"a\.json: categories must be a list; got int"),
        (
            coco_json([{"id": 1}], [], CATEGORIES),
            r"a\.json: images\[0\] must have id, file_name, numbers or texts; got none for file_n",
        ),
        (
            coco_json([], [3], CATEGORIES),
            r"a\.json: annotations\[0\] must have image_id, category_id, numbers or texts",
        ),
        (coco_json([], [], [{"id": [], "name": "x"}]), r"categories\[0\] must have id, name"),
    ],
)
def test_what_is_not_coco_is_refused(tmp_path, content, words):
    with pytest.raises(DataError, match=words):
        read_coco(put(tmp_path, "a.json", content), path="x")


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"must be a JSON file that can be read; got: No such"):
        read_coco(tmp_path / "a.json", path="x")
