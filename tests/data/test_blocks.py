import numpy as np
import pytest

from netwright.data._blocks import Part, block_source, label_texts, require_equal_length
from netwright.errors import DataError


def part(shape=(4, 5, 5), labels=("a", "b", "a", "b"), name="x", split=None, dtype=np.uint8):
    values = np.arange(np.prod(shape)).reshape(shape) % 251
    return Part(name=name, split=split, pictures=values.astype(dtype), labels=labels)


def test_parts_are_joined_in_order():
    source = block_source("npz", "p", [
        part(name="x_train", split="train"), part((2, 5, 5), ("b", "a"), "x_test", "test"),
    ])  # fmt: skip
    assert source.names[3:5] == ("x_train[3]", "x_test[0]")
    assert source.splits == ("train",) * 4 + ("test",) * 2
    assert source.labels[4:] == ("b", "a")
    assert (source.read(5) == part((2, 5, 5)).pictures[1]).all()
    assert not source.block.flags.writeable


def test_the_digest_sees_one_changed_value():
    first, second = part(), part()
    second.pictures[3, 4, 4] += 1
    digests = {block_source("npz", "p", [one]).digest for one in (first, second, part())}
    assert len(digests) == 2


def test_channels_first_are_put_last():
    source = block_source("npz", "p", [part((4, 3, 6, 5))])
    assert source.block.shape == (4, 6, 5, 3)
    assert source.notes == ("x has its channels first; they were put last",)


def test_a_fourth_channel_is_opacity():
    pictures = np.zeros((2, 2, 2, 4), np.uint8)
    pictures[1, ..., 3] = 255
    source = block_source("npz", "p", [Part(name="x", split=None, pictures=pictures, labels="ab")])
    assert source.block.shape == (2, 2, 2, 3)
    assert source.block[:, 0, 0, 0].tolist() == [255, 0]
    assert "laid on white" in source.notes[0]


@pytest.mark.parametrize("shape", [(4, 25), (4,), (4, 1, 5, 5, 3), (4, 0, 5)])
def test_other_shapes_are_an_error(shape):
    with pytest.raises(DataError, match=r"x must have the shape \(n, h, w\) or \(n, h, w, c\)"):
        block_source("npz", "p", [part(shape)])


def test_parts_must_fit_together():
    with pytest.raises(
        DataError, match=r"x must have 1, 3 or 4 channels; got the shape \(4, 5, 5, 7"
    ):
        block_source("npz", "p", [part((4, 5, 5, 7))])
    with pytest.raises(
        DataError, match=r"x_test must have pictures of \(5, 5\) like x; got \(6, 5"
    ):
        block_source("npz", "p", [part(), part((4, 6, 5), name="x_test")])
    with pytest.raises(DataError, match=r"one label for each picture; got 4 pictures and 3 labels"):
        block_source("npz", "p", [part(labels="abc")])
    with pytest.raises(DataError, match=r"x must hold pictures; got none"):
        require_equal_length("x", 0, 0)


def test_labels_become_the_names_of_classes():
    assert label_texts(np.array([3, -1], np.int8), "y") == ["3", "-1"]
    assert label_texts(np.array([[1.0], [2.0]]), "y") == ["1", "2"]
    assert label_texts(np.array(["b", "a"]), "y") == ["b", "a"]
    assert label_texts(np.array(["ä".encode()]), "y") == ["ä"]
    assert label_texts(np.array([True, False]), "y") == ["True", "False"]
    assert label_texts(np.array([1, 0], np.uint8), "y", ["cat", "dog"]) == ["dog", "cat"]


def test_what_is_no_label_is_an_error():
    with pytest.raises(
        DataError, match=r"y must have one label for each row, shape \(n,\); got \(2, 3"
    ):
        label_texts(np.zeros((2, 3)), "y")
    for bad in (0.5, np.nan):
        with pytest.raises(DataError, match=r"y must hold class labels; got fractions or NaN"):
            label_texts(np.array([bad]), "y")
    with pytest.raises(DataError, match=r"y must hold class labels; got complex128"):
        label_texts(np.zeros(2, complex), "y")
    with pytest.raises(
        DataError, match=r"y must hold numbers from 0 to 1, as class_names has 2; got 7"
    ):
        label_texts(np.array([0, 7]), "y", ["a", "b"])
