from dataclasses import replace

import numpy as np
import pytest

from detection_sets import picture, voc
from netwright.contracts import NO_BOX
from netwright.data import open_detection
from netwright.data._decoded import cache_key, decoded
from netwright.data._detection_source import detection_digest, packed
from netwright.data._form import PictureForm
from netwright.errors import SettingError


@pytest.fixture
def source(tmp_path):
    return open_detection(voc(tmp_path, {"a": [("cat", 3, 3, 9, 9)], "b": []}))


def test_lists_of_different_lengths_become_arrays():
    boxes, labels, difficult = packed(
        [[], [(1, (0.0, 1.0, 2.0, 3.0), True), (0, (4.0, 5.0, 6.0, 7.0), False)]]
    )
    assert boxes.dtype == np.float32
    assert boxes[1].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7]]
    assert not boxes[0].any()
    assert labels.tolist() == [[NO_BOX, NO_BOX], [1, 0]]
    assert difficult.tolist() == [[False, False], [True, False]]
    empty, none, _ = packed([[], []])
    assert (empty.shape, none.tolist()) == ((2, 1, 4), [[-1], [-1]])


def test_the_pictures_alone_are_decoded_whole(source):
    assert source.count == 2
    assert source.objects.tolist() == [1, 0]
    pictures = source.pictures()
    assert pictures.names == ("JPEGImages/a.png", "JPEGImages/b.png")
    assert pictures.read(1) == picture(1)
    whole = PictureForm(16, 3, whole=True)
    done = decoded(pictures, whole)
    assert done.pictures.shape == (2, 3, 16, 16)
    assert (done.pictures[:, :, 0] == 128).all()
    assert (done.pictures[:, :, 4:12] != 128).any()
    assert cache_key(pictures, whole) != cache_key(pictures, PictureForm(16, 3))


def test_arrays_that_do_not_fit_are_refused(source):
    words = r"sizes, boxes, labels and difficult must be shaped .* with a split each"
    with pytest.raises(SettingError, match=words):
        replace(source, boxes=source.boxes[:1])
    with pytest.raises(SettingError, match=words):
        replace(source, splits=("train",))
    with pytest.raises(SettingError, match=words):
        replace(source, labels=source.labels[:, :0])


def test_the_digest_knows_every_part():
    parts = [["a", "b"], ["train", None], ["cat"], [b"1", b"2"], [np.arange(4.0)]]
    first = detection_digest(*parts)
    assert first == detection_digest(*parts)
    changed = [["a", "c"], ["train", "val"], ["dog"], [b"1", b"3"], [np.arange(4.0) + 1]]
    digests = {
        detection_digest(*[other if i == k else part for k, part in enumerate(parts)])
        for i, other in enumerate(changed)
    }
    assert len(digests | {first}) == 6


def test_boxes_are_stored_in_pixels_of_the_square(source):
    stored = source.stored(np.array([1, 0]), 80)
    assert stored["boxes"].shape == (2, 1, 4)
    assert stored["boxes"][1, 0].tolist() == [4, 24, 18, 38]  # twice as large, 20 lower
    assert stored["box_label"].tolist() == [[-1], [0]]
    assert stored["box_crowd"].tolist() == [[False], [False]]
