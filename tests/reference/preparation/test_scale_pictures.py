import numpy as np
import pytest

from netwright.reference.preparation import scale_pictures

PICTURE = np.array([0.0, 51.0, 127.5, 255.0]).reshape(1, 1, 2, 2)


def test_values_worked_out_by_hand():
    wanted = {
        "unit": [0.0, 0.2, 0.5, 1.0],
        "signed": [-1.0, -0.6, 0.0, 1.0],
        "centred": [-0.2, 0.0, 0.3, 0.8],
    }
    for form, values in wanted.items():
        found = scale_pictures.forward(PICTURE, [51.0], form=form)
        np.testing.assert_allclose(found.ravel(), values, atol=1e-12)


def test_centred_training_pictures_have_mean_0_in_each_channel():
    pictures = np.random.default_rng(0).integers(0, 256, size=(5, 3, 4, 4))
    found = scale_pictures.forward(pictures, pictures.mean(axis=(0, 2, 3)), form="centred")
    np.testing.assert_allclose(found.mean(axis=(0, 2, 3)), 0.0, atol=1e-12)


def test_numbers_that_are_no_brightness_are_refused():
    with pytest.raises(ValueError, match=r"pictures must be brightnesses from 0 to 255; got -1.0"):
        scale_pictures.forward(np.full((1, 1, 1, 1), -1.0), [0.0])
    with pytest.raises(ValueError, match=r"mean must be brightnesses from 0 to 255; got 256.0"):
        scale_pictures.forward(PICTURE, [256.0])


def test_the_forms_are_named():
    words = "form must be a scaling: unit, signed, centred; got 'imagenet'"
    with pytest.raises(ValueError, match=words):
        scale_pictures.forward(PICTURE, [0.0], form="imagenet")


def test_a_mean_for_each_channel():
    with pytest.raises(ValueError, match=r"mean must have shape \(1,\); got \(3,\)"):
        scale_pictures.forward(PICTURE, np.zeros(3))
