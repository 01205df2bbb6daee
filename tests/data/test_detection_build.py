import numpy as np
import pytest

from detection_sets import picture, put
from netwright.data._detection_build import Reading, built
from netwright.data._detection_checks import Annotated, Drawn
from netwright.errors import DataError

BOX = (1.0, 2.0, 9.0, 10.0)


@pytest.fixture
def root(tmp_path):
    for number, name in enumerate("abcd"):
        put(tmp_path, f"{name}.png", picture(number))
    return tmp_path


def one(name, *labels, split=None, **said):
    boxes = [Drawn(label, tuple(x + i for x in BOX)) for i, label in enumerate(labels)]
    return Annotated(name=f"{name}.png", place=f"{name}.xml", split=split, boxes=boxes, **said)


def make(root, *annotated, listed=None):
    return built(Reading(kind="voc", path="cells", root=root, annotated=annotated, listed=listed))


def test_pictures_come_in_order_with_their_boxes(root):
    source = make(root, one("c", "dog", "cat"), one("a", "cat"), one("b"))
    assert source.names == ("a.png", "b.png", "c.png")
    assert source.classes == ("cat", "dog")
    assert source.labels.tolist() == [[0, -1], [-1, -1], [1, 0]]
    assert source.boxes[0, 0].tolist() == list(BOX)
    assert source.sizes.tolist() == [[40, 20]] * 3
    assert (source.path, source.splits) == ("cells", (None,) * 3)
    assert source.read(2) == picture(2)
    assert source.notes == ("1 picture without a box: kept, to learn what is nothing",)


def test_the_same_data_have_the_same_digest_and_a_moved_box_another(root):
    first = make(root, one("a", "cat"), one("b", "cat"))
    assert first.digest == make(root, one("b", "cat"), one("a", "cat")).digest
    assert first.digest != make(root, one("a", "cat", "cat"), one("b", "cat")).digest
    assert first.digest != make(root, one("a", "cat"), one("b", "cat", split="val")).digest
    put(root, "b.png", picture(9))
    assert first.digest != make(root, one("a", "cat"), one("b", "cat")).digest


def test_listed_classes_keep_their_order_and_those_of_no_box_are_left_out(root):
    source = make(root, one("a", "dog", "cat"), listed=("dog", "eel", "cat"))
    assert source.classes == ("dog", "cat")
    assert source.notes == ("listed classes without a box in train are left out: eel",)


def test_labels_that_differ_in_blanks_are_one_class(root):
    source = make(root, one("a", "cat", "cat "), listed=("cat", "cat "))
    assert source.classes == ("cat",)
    assert source.labels[0].tolist() == [0, 0]
    assert any("are one class: cat" in note for note in source.notes)


def test_a_class_that_train_lacks_is_an_error(root):
    words = r"cells: val must have boxes of train's classes only; got dog, which train has no"
    with pytest.raises(DataError, match=words):
        make(root, one("a", "cat"), one("b", "dog", split="val"))


def test_train_must_have_boxes(root):
    with pytest.raises(DataError, match=r"cells must have boxes to learn from in train; got none"):
        make(root, one("a"), one("b", "cat", split="test"))


def test_no_picture_at_all_is_an_error_that_says_the_first_fault(root):
    put(root, "a.png", b"junk")
    words = r"cells must hold annotated pictures; got none that can be used\n1 annotated pictures "
    with pytest.raises(DataError, match=words):
        make(root, one("a", "cat"))
    with pytest.raises(DataError, match=r"are the pictures where the annotations say"):
        make(root)


def test_a_picture_of_two_splits_stays_in_the_first(root):
    source = make(
        root, one("a", "cat", split="test"), one("a", "cat", split="train"), one("b", split="val")
    )
    assert source.splits == ("train", "val")
    assert [(x.rule, x.count) for x in source.faults] == [("pictures in more than one split", 1)]


def test_a_picture_annotated_twice_keeps_its_first_boxes(root):
    source = make(root, one("a", "cat"), one("a", "cat", "cat"))
    assert source.objects.tolist() == [1]
    assert source.faults[0].rule == "pictures annotated more than once"


def test_damaged_pictures_and_other_shapes_are_left_out_and_counted(root):
    put(root, "b.png", b"junk")
    source = make(root, one("a", "cat"), one("b", "cat"), one("c", "cat", size=(5, 50)))
    assert source.names == ("a.png",)
    assert [x.rule for x in source.faults] == [
        "annotated pictures that are no pictures",
        "pictures of another shape than annotated",
    ]
    assert source.faults[0].places == ("b.png: 4 bytes in no such format",)


def test_boxes_of_a_stored_picture_are_turned_and_that_is_said(root):
    put(root, "e.png", picture(5, (40, 20), "JPEG", orientation=6))
    source = make(root, one("e", "cat", size=(40, 20)))
    assert source.sizes.tolist() == [[20, 40]]
    assert source.boxes[0, 0].tolist() == [20 - 10, 1, 20 - 2, 9]
    assert "1 picture annotated as stored, before the EXIF turn" in source.notes[0]
    assert source.boxes.dtype == np.float32


def test_one_split_for_all_is_none(root):
    source = make(root, one("a", "cat", split="test"), one("b", split="test"))
    assert source.splits == (None, None)
