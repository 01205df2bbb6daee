import numpy as np
import pytest
from PIL import Image

from boxed import boxed_picture, png
from netwright.api._boxes_answers import AT_ONCE, boxes_answers
from netwright.errors import DataError


def asked(run, inputs, **more):
    return boxes_answers(run.model, run.model.task, inputs, **more).answers


def test_boxes_are_in_pixels_of_the_picture_whatever_its_size(boxed_run):
    pixels, _ = boxed_picture(77)
    (small,) = asked(boxed_run, [pixels])
    double = np.repeat(np.repeat(pixels, 2, axis=0), 2, axis=1)
    (large,) = asked(boxed_run, [double])
    assert small["size"] == [80, 64]
    assert large["size"] == [160, 128]
    tops = [answer["boxes"][0]["box"] for answer in (small, large)]
    assert np.allclose(np.array(tops[0]) * 2, tops[1], atol=12)


def test_nearly_as_many_boxes_are_found_as_there_are(boxed_run):
    pictures, boxes = zip(*[boxed_picture(seed) for seed in range(77, 89)], strict=True)
    found = sum(len(answer["boxes"]) for answer in asked(boxed_run, pictures))
    true = sum(len(one) for one in boxes)
    assert abs(found - true) <= true / 4


def test_answers_keep_the_order_of_many_inputs(boxed_run):
    pictures = [boxed_picture(seed)[0] for seed in range(AT_ONCE + 3)]
    every = asked(boxed_run, pictures)
    assert [answer["input"] for answer in every] == [f"input {i}" for i in range(AT_ONCE + 3)]
    (alone,) = asked(boxed_run, [pictures[-1]])
    scores = [[one["score"] for one in answer["boxes"]] for answer in (alone, every[-1])]
    assert np.allclose(*scores, atol=1e-4)


def test_copies_are_drawn_even_of_equal_names(boxed_run, tmp_path):
    pixels, _ = boxed_picture(5)
    paths = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "one picture.png").write_bytes(png(pixels))
        paths.append(tmp_path / folder / "one picture.png")
    found = asked(boxed_run, paths, draw=tmp_path / "new" / "out")
    names = [path.name for path in sorted((tmp_path / "new" / "out").iterdir())]
    assert names == ["0000-one-picture.png", "0001-one-picture.png"]
    assert found[0]["drawn"] == str(tmp_path / "new" / "out" / names[0])
    drawn = np.asarray(Image.open(found[0]["drawn"]))
    assert drawn.shape == pixels.shape
    assert (drawn != pixels).any()


def test_no_picture_and_no_readable_one_are_refused(boxed_run, tmp_path):
    with pytest.raises(DataError, match="inputs must hold a picture; got none"):
        asked(boxed_run, [])
    (tmp_path / "bad.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match=r"bad\.png"):
        asked(boxed_run, [tmp_path / "bad.png"])
