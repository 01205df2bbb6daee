import dataclasses
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from netwright.data._digits import open_digits
from netwright.data._form import (
    PictureForm,
    in_channels,
    is_grey,
    read_pixels,
    suggest_form,
)
from netwright.data._picture_source import PictureSource
from netwright.errors import DataError, SettingError


def random(*shape, seed=0):
    return np.random.Generator(np.random.Philox(seed)).integers(0, 256, shape).astype(np.uint8)


def source_of(contents):
    count = len(contents)
    return PictureSource(
        kind="class folders",
        path="p",
        names=tuple(f"{i}.png" for i in range(count)),
        labels=("a", "b") * (count // 2) + ("a",) * (count % 2),
        splits=(None,) * count,
        classes=("a", "b"),
        read=lambda row: contents[row],
        block=None,
        digest="d",
    )


def png(picture):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG")
    return file.getvalue()


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([1, 3]), st.sampled_from([1, 3]))
def test_every_shape_comes_to_the_form(height, width, have, want):
    picture = random(height, width, have)
    before = picture.copy()
    out = PictureForm(16, want).apply(picture)
    assert out.shape == (want, 16, 16)
    assert out.dtype == np.uint8
    assert (picture == before).all()


def test_a_picture_of_the_right_size_is_untouched():
    picture = random(20, 20, 3)
    np.testing.assert_array_equal(PictureForm(20, 3).apply(picture).transpose(1, 2, 0), picture)


@pytest.mark.parametrize("shape", [(20, 80, 3), (81, 20, 3)])
def test_the_longer_side_is_cut_in_the_middle_without_blending(shape):
    picture = random(*shape)
    out = PictureForm(20, 3).apply(picture).transpose(1, 2, 0)
    cut = picture[:, 30:50] if shape[1] > 20 else picture[30:50]
    np.testing.assert_array_equal(out, cut)


@pytest.mark.parametrize("shape", [(1, 10_000, 1), (10_000, 1, 3), (1, 1, 3)])
def test_extreme_shapes_work(shape):
    assert PictureForm(32, 3).apply(np.full(shape, 9, np.uint8)).tolist() == [[[9] * 32] * 32] * 3


def test_scaling_down_is_antialiased():
    checks = np.indices((64, 64)).sum(0) % 2 * 255
    out = PictureForm(8, 1).apply(checks.astype(np.uint8))
    assert np.abs(out.astype(int) - 128).max() <= 20


def test_scaling_agrees_with_pillow():
    picture = random(50, 50, 3)
    expected = Image.fromarray(picture).resize((12, 12), Image.Resampling.BICUBIC)
    np.testing.assert_array_equal(
        PictureForm(12, 3).apply(picture).transpose(1, 2, 0), np.asarray(expected)
    )


def test_luma_is_that_of_pillow_and_keeps_grey():
    colour = random(30, 30, 3)
    expected = np.asarray(Image.fromarray(colour).convert("L"))
    np.testing.assert_array_equal(in_channels(colour, 1)[..., 0], expected)
    grey = random(30, 30, 1)
    np.testing.assert_array_equal(in_channels(in_channels(grey, 3), 1), grey)


def test_a_block_is_the_same_as_each_picture():
    block = random(7, 12, 17, 3)
    for channels in (1, 3):
        form = PictureForm(12, channels)
        assert form.fits(12, 17)
        assert not form.fits(17, 20)
        each = np.stack([form.apply(picture) for picture in block])
        np.testing.assert_array_equal(form.apply_block(block), each)
    flat = random(5, 8, 8)
    np.testing.assert_array_equal(PictureForm(8, 1).apply_block(flat), flat[:, None])


def test_a_cut_keeps_the_middle_of_the_square_and_blends_nothing_where_it_fits():
    picture = random(256, 300, 3)
    form = PictureForm(224, 3, cut=0.875)
    assert form.fits(256, 300)
    middle = picture[16:240, 38:262]
    np.testing.assert_array_equal(form.apply(picture).transpose(1, 2, 0), middle)
    block = np.stack([picture, random(256, 300, 3)])
    np.testing.assert_array_equal(form.apply_block(block)[0], form.apply(picture))
    smaller = PictureForm(56, 3, cut=0.875).apply(picture)
    np.testing.assert_array_equal(smaller, PictureForm(56, 3).apply(middle))
    assert PictureForm(8, 3, cut=0.01).apply(random(9, 9, 3)).shape == (3, 8, 8)


def test_what_no_form_can_be_is_refused():
    for cut in (0.0, 1.5):
        with pytest.raises(SettingError, match="cut must be a share, above 0 and up to 1; got"):
            PictureForm(8, 3, cut=cut)
    with pytest.raises(SettingError, match=r"side must be from 1 to 4096; got 0"):
        PictureForm(0, 3)
    with pytest.raises(SettingError, match=r"channels must be 1 for grey or 3 for colour; got 2"):
        PictureForm(8, 2)
    with pytest.raises(DataError, match=r"a picture must be uint8 of shape .* got float64"):
        PictureForm(8, 3).apply(np.zeros((3, 3)))
    with pytest.raises(DataError, match=r"a picture must have 1 or 3 channels; got 2"):
        PictureForm(8, 3).apply(np.zeros((3, 3, 2), np.uint8))


def test_small_pictures_of_one_size_keep_it():
    assert suggest_form(open_digits()) == PictureForm(8, 1)
    assert suggest_form(source_of([png(random(40, 30, 3, seed=i)) for i in range(6)])) == (
        PictureForm(30, 3)
    )


def test_larger_pictures_and_those_of_many_sizes_get_64():
    large = source_of([png(random(200, 150, 3, seed=i)) for i in range(4)])
    assert suggest_form(large) == PictureForm(64, 3)
    mixed = source_of([png(random(80 + i, 90, 3, seed=i)) for i in range(4)])
    assert suggest_form(mixed) == PictureForm(64, 3)


def test_pictures_of_many_sizes_get_no_more_than_their_usual_side():
    assert suggest_form(source_of([png(random(s, s, 3)) for s in (20, 30, 40)])).side == 30


def test_colour_with_equal_planes_is_grey():
    assert is_grey(random(4, 4))
    grey = source_of([png(random(9, 9, 1, seed=i).repeat(3, 2)) for i in range(4)])
    assert suggest_form(grey) == PictureForm(9, 1)


def test_damaged_pictures_are_passed_over_unless_all_are():
    good = png(random(9, 9, 3))
    assert suggest_form(source_of([b"junk", good, good])) == PictureForm(9, 3)
    with pytest.raises(DataError, match=r"p must have pictures that decode; got none among 2"):
        suggest_form(source_of([b"junk", b"junk"]))


def test_arrays_are_read_as_they_are():
    picture = random(4, 4)
    source = dataclasses.replace(source_of([b"", b""]), read=lambda row: picture)
    assert read_pixels(source, 0) is picture


def test_a_whole_picture_is_laid_into_the_square():
    picture = np.random.default_rng(0).integers(0, 256, (30, 60, 3)).astype(np.uint8)
    form = PictureForm(60, 3, whole=True)
    laid = form.apply(picture)
    assert (laid[:, 15:45] == picture.transpose(2, 0, 1)).all()
    assert (laid[:, :15] == 128).all()
    assert (laid[:, 45:] == 128).all()
    grey = PictureForm(60, 1, whole=True).apply(picture[:, :, :1])
    assert (grey == laid[:1]).all()
    assert not form.fits(30, 60)
    assert form.fits(60, 60)
    square = np.concatenate([picture, picture])[None]
    assert (form.apply_block(square)[0] == form.apply(square[0])).all()


def test_a_whole_picture_is_not_cut():
    with pytest.raises(SettingError, match=r"cut must be 1 where pictures are laid in whole"):
        PictureForm(60, 3, cut=0.875, whole=True)
