import math

import pytest

from detection_sets import picture, put, voc, voc_xml
from netwright.data._detection_build import built
from netwright.data._detection_voc import (
    FROM_0,
    FROM_1,
    LIMIT,
    UnreadableError,
    annotated,
    parse_annotation,
    read_voc,
)

BOMB = "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;'>]>"


def test_boxes_size_and_flags_are_taken_as_written(tmp_path):
    file = put(tmp_path, "a.xml", voc_xml([("cat", 1, 2.5, 30, 20), ("dog", 4, 5, 6, 7, True)]))
    found = annotated(parse_annotation(file), picture="a.jpg", place="a.xml", split="val")
    assert (found.name, found.place, found.split, found.size) == ("a.jpg", "a.xml", "val", (40, 20))
    assert [x.label for x in found.boxes] == ["cat", "dog"]
    assert [x.corners for x in found.boxes] == [(1, 2.5, 30, 20), (4, 5, 6, 7)]
    assert [x.difficult for x in found.boxes] == [False, True]
    assert found.boxes[0].written == "cat 1 2.5 30 20"


@pytest.mark.parametrize("size", [None, (0, 0), ("wide", 20), (40, "")])
def test_a_size_that_is_none_is_not_given(tmp_path, size):
    file = put(tmp_path, "a.xml", voc_xml([], size=size))
    assert annotated(parse_annotation(file), picture="", place="", split=None).size is None


def test_sides_that_are_missing_or_no_numbers(tmp_path):
    text = "<annotation><object><bndbox><xmin>1</xmin><ymin>x</ymin></bndbox></object></annotation>"
    (box,) = annotated(
        parse_annotation(put(tmp_path, "a.xml", text)), picture="", place="", split=None
    ).boxes
    assert box.label is None
    assert list(map(math.isnan, box.corners)) == [False, True, True, True]
    assert box.written == " 1 x - -"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (voc_xml([], head=BOMB), "a DOCTYPE, which netwright does not follow"),
        (voc_xml([], head=BOMB).encode("utf-16"), "a DOCTYPE, which netwright does not follow"),
        (b'<?xml version="1.0" encoding="latin1"?><annotation>\xff</annotation>', "text that is n"),
        ("<annotation><object></annotation>", "XML that does not parse: mismatched tag"),
        ("", "XML that does not parse"),
        ("<html></html>", "XML of <html> where <annotation> should be"),
        (b" " * (LIMIT + 1), "more than the 16,777,216 of an annotation"),
    ],
)
def test_what_is_no_annotation(tmp_path, content, words):
    with pytest.raises(UnreadableError, match=words):
        parse_annotation(put(tmp_path, "a.xml", content))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableError, match=r"a file that cannot be opened: No such file"):
        parse_annotation(tmp_path / "a.xml")


def test_utf_16_and_marks_are_read(tmp_path):
    for coding in ("utf-16", "utf-8-sig"):
        file = put(tmp_path, "a.xml", voc_xml([("Zelle µ", 1, 1, 2, 2)]).encode(coding))
        assert parse_annotation(file).findtext("object/name") == "Zelle µ"


def test_a_tree_with_lists(tmp_path):
    boxes = {name: [("cat", 1, 1, 40, 20)] for name in "abcd"}
    root = voc(tmp_path, boxes, {"train": "ab", "val": "c", "trainval": "abc"})
    reading = read_voc(root, path="cells")
    assert [(x.name, x.split) for x in reading.annotated] == [
        ("JPEGImages/a.png", "train"), ("JPEGImages/b.png", "train"), ("JPEGImages/c.png", "val"),
    ]  # fmt: skip
    source = built(reading)
    assert source.kind == "voc"
    assert source.boxes[:, 0].tolist() == [[0, 0, 40, 20]] * 3
    assert source.notes == (FROM_1,)
    (left,) = source.faults
    assert (left.rule, left.places) == (
        "pictures in none of the given splits",
        ("Annotations/d.xml",),
    )


def test_boxes_that_begin_at_0_are_taken_as_they_are(tmp_path):
    source = built(read_voc(voc(tmp_path, {"a": [("cat", 0, 3, 40, 20)]}), path="x"))
    assert source.boxes[0, 0].tolist() == [0, 3, 40, 20]
    assert source.notes == (FROM_0,)


def test_every_fault_is_counted_by_its_rule(tmp_path):
    sound = [("cat", 1, 1, 9, 9)]
    odd = [
        *sound, *sound, ("cat", 5, 5, 5, 9), ("cat", 9, 5, 5, 9), ("cat", 50, 5, 60, 9),
        ("cat", 5, 5, 60, 9), ("cat", "x", 5, 60, 9), ("", 2, 2, 4, 4),
    ]  # fmt: skip
    root = voc(tmp_path, {"a": odd, "b": sound, "c": sound, "d": sound, "e": sound})
    (root / "JPEGImages/b.png").unlink()
    (root / "Annotations/c.xml").unlink()
    put(root, "Annotations/d.xml", voc_xml(sound, head=BOMB))
    put(root, "Annotations/e.xml", voc_xml(sound, size=(80, 40)))
    put(root, "JPEGImages/f.png", picture(6))
    put(root, "Annotations/f.xml", voc_xml(sound, size=(10, 90)))
    source = built(read_voc(root, path="x"))
    assert source.names == ("JPEGImages/a.png", "JPEGImages/e.png")
    assert source.objects.tolist() == [2, 1]
    assert {fault.rule: fault.places for fault in source.faults} == {
        "annotation files that cannot be read": (
            "Annotations/d.xml: a DOCTYPE, which netwright does not follow",
        ),
        "annotations whose picture is missing": ("Annotations/b.xml",),
        "pictures without an annotation": ("JPEGImages/c.png",),
        "pictures of another size than annotated": (
            "JPEGImages/e.png: 40 x 20, annotated as 80 x 40",
        ),
        "pictures of another shape than annotated": (
            "JPEGImages/f.png: 40 x 20, annotated as 10 x 90",
        ),
        "boxes that are not four finite numbers": ("Annotations/a.xml: cat x 5 60 9",),
        "boxes whose class is not listed": ("Annotations/a.xml:  2 2 4 4",),
        "empty boxes": ("Annotations/a.xml: cat 5 5 5 9",),
        "boxes that end before they begin": ("Annotations/a.xml: cat 9 5 5 9",),
        "boxes outside their picture": ("Annotations/a.xml: cat 50 5 60 9",),
        "boxes across the edge of their picture": ("Annotations/a.xml: cat 5 5 60 9",),
        "boxes drawn twice": ("Annotations/a.xml: cat 1 1 9 9",),
    }
