from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from netwright.api._pairs_form import as_trained, pairs_kept, resized, stored_pairs
from netwright.data import open_paired
from netwright.errors import DamageError, DataError
from paired import halves_folder


def test_what_is_kept_is_what_was_trained(masks_run, halves_run):
    kept = pairs_kept(masks_run.model)
    assert (kept.form.height, kept.form.width, kept.form.made) == (32, 64, 0)
    assert (kept.scale, kept.classes.values, kept.classes.void) == (1.0, (0, 1, 2), (11,))
    assert pairs_kept(halves_run.model).classes is None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"height": "x"}, "preprocess must give the form of pairs; got"),
        ({"width": 0}, "preprocess must give the form of pairs; got"),
        ({"made": 2}, "preprocess must give the form of pairs; got"),
        ({"scale": 0.0}, "preprocess must give a scale above 0; got 0.0"),
        ({"scale": 1}, "preprocess must give a scale above 0; got 1"),
        ({"values": [0, 300]}, "preprocess must give the values of masks; got"),
        ({"void": None}, "preprocess must give the values of masks; got"),
    ],
)
def test_a_damaged_form_is_refused(masks_run, changed, words):
    damaged = replace(masks_run.model, preprocess={**masks_run.model.preprocess, **changed})
    with pytest.raises(DamageError, match=words):
        pairs_kept(damaged)


def test_pictures_where_masks_were_learned_are_refused(masks_run, tmp_path):
    source = open_paired(halves_folder(tmp_path / "halves", train=2, val=1, test=1))
    with pytest.raises(DataError, match="must hold masks, as in training; got pictures to be made"):
        stored_pairs(pairs_kept(masks_run.model), source)


def test_a_picture_is_brought_to_the_scale_of_the_training(masks_run):
    kept = replace(pairs_kept(masks_run.model), scale=0.5)
    grey = np.full((60, 40, 1), 7, dtype=np.uint8)
    found = as_trained(grey, kept)
    assert found.shape == (3, 30, 20)
    assert set(np.unique(found)) == {7}
    same = np.arange(6, dtype=np.uint8).reshape(1, 2, 3)
    assert resized(same, 2, 3, Image.Resampling.NEAREST) is same
