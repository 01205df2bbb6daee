import io

import numpy as np
import pytest
from PIL import Image

from netwright.api import predict_run
from netwright.api._pairs_answers import answered, png
from netwright.api._pairs_form import pairs_kept
from netwright.errors import DataError
from paired import pair


def test_masks_have_the_size_and_the_classes_of_their_pictures(masks_run, tmp_path):
    pixels, mask = pair(900)
    done = predict_run(masks_run.path, masks_run.model, (pixels,), draw=tmp_path / "out")
    (answer,) = done.answers
    assert answer["size"] == [64, 32]
    assert sum(answer["shares"].values()) == pytest.approx(1)
    with Image.open(answer["drawn"]) as image:
        assert image.mode == "P"
        found = np.array(image)
    known = mask != 11
    assert set(np.unique(found)) <= {0, 1, 2}
    assert (found == mask)[known].mean() > 0.9


def test_a_larger_picture_is_answered_in_tiles_and_a_smaller_one_as_it_is(masks_run):
    pixels, mask = pair(901, (32, 64))
    wide = np.concatenate([pixels] * 5, axis=1)
    task, kept = masks_run.model.task, pairs_kept(masks_run.model)
    found = answered(masks_run.model, task, kept, wide)
    assert found.shape == (1, 32, 320)
    known = np.tile(mask != 11, (1, 5))
    assert (found[0] == np.tile(mask, (1, 5)))[known].mean() > 0.85
    assert answered(masks_run.model, task, kept, pixels[:20, :30]).shape == (1, 20, 30)


def test_pictures_are_made_in_the_size_of_what_was_given(halves_run, tmp_path):
    given = np.zeros((50, 40, 3), dtype=np.uint8)
    answers = predict_run(halves_run.path, halves_run.model, (given, given), draw=tmp_path).answers
    assert [answer["size"] for answer in answers] == [[40, 50]] * 2
    assert answers[0]["drawn"] != answers[1]["drawn"]
    with Image.open(answers[0]["drawn"]) as image:
        assert (image.mode, image.size) == ("RGB", (40, 50))
    assert 0 <= answers[0]["mean"] <= 255
    assert halves_run.predict(given) == [{k: v for k, v in answers[0].items() if k != "drawn"}]


def test_files_hold_the_values_of_the_training_masks(masks_run):
    kept = pairs_kept(masks_run.model)
    made = np.array([[[0, 1, 2]]], dtype=np.uint8)
    with Image.open(io.BytesIO(png(made, kept.classes))) as image:
        assert np.array(image).tolist() == [[0, 1, 2]]
    with Image.open(io.BytesIO(png(made, None))) as image:
        assert image.mode == "L"


def test_no_picture_is_refused(masks_run, tmp_path):
    with pytest.raises(DataError, match="inputs must hold a picture; got none"):
        predict_run(masks_run.path, masks_run.model, (tmp_path,))
