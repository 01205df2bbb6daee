import numpy as np
import pytest
from PIL import Image

from netwright.data import PairForm, decoded_pairs, open_pairs, suggest_pair_form
from netwright.data import _decoded_pairs as module
from netwright.errors import DataError, SettingError, StorageError


def save(root, name, pixels):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(root / name)


def grow(root, *, height=48, width=64, count=3, grey=False, masks=True):
    for i in range(count):
        rng = np.random.default_rng([height, i])
        shape = (height, width) if grey else (height, width, 3)
        save(root, f"image/{i}.png", rng.integers(0, 256, shape).astype(np.uint8))
        target = rng.integers(0, 3 if masks else 256, (height, width)).astype(np.uint8)
        save(root, f"label/{i}.png", target)
    return open_pairs(root)


def test_pairs_of_the_wanted_size_are_as_they_were(tmp_path):
    source = grow(tmp_path)
    found = decoded_pairs(source, PairForm(height=48, width=64, channels=3, made=0))
    assert found.first.shape == (3, 3, 48, 64)
    assert found.second.shape == (3, 48, 64)
    for row in range(3):
        np.testing.assert_array_equal(found.first[row].transpose(1, 2, 0), source.first(row))
        np.testing.assert_array_equal(found.second[row], source.second(row))


def test_pictures_to_be_made_have_channels(tmp_path):
    source = grow(tmp_path, masks=False)
    found = decoded_pairs(source, PairForm(height=48, width=64, channels=1, made=1))
    assert (found.first.shape, found.second.shape) == ((3, 1, 48, 64), (3, 1, 48, 64))


def test_both_of_a_pair_are_cut_and_scaled_alike():
    """A square that the mask marks is where the picture is white."""
    picture = np.zeros((60, 100, 3), dtype=np.uint8)
    picture[20:40, 40:60] = 255
    form = PairForm(height=32, width=32, channels=3, made=0)
    first, second = form.apply_first(picture), form.apply_second(picture[:, :, 0] // 255)
    np.testing.assert_array_equal(first[0] > 127, second == 1)
    assert set(np.unique(second)) == {0, 1}


def test_no_class_is_made_up_by_scaling():
    mask = np.random.default_rng(0).choice([0, 9, 255], (37, 53)).astype(np.uint8)
    found = PairForm(height=64, width=96, channels=3, made=0).apply_second(mask)
    assert set(np.unique(found)) <= {0, 9, 255}


@pytest.mark.parametrize(
    ("sides", "longer", "expected"),
    [((48, 64), 256, (64, 64)), ((360, 480), 256, (192, 256)), ((10, 10), 256, (32, 32))],
)
def test_the_form_that_suits(tmp_path, sides, longer, expected):
    source = grow(tmp_path, height=sides[0], width=sides[1], count=2)
    form = suggest_pair_form(source, longer=longer)
    assert (form.height, form.width) == expected
    assert (form.channels, form.made) == (3, 0)


def test_grey_stays_grey(tmp_path):
    form = suggest_pair_form(grow(tmp_path, grey=True, masks=False))
    assert (form.channels, form.made) == (1, 1)


def test_what_was_decoded_is_found_again_until_something_changes(tmp_path, monkeypatch):
    source, form = grow(tmp_path), PairForm(height=32, width=32, channels=3, made=0)
    first = decoded_pairs(source, form)
    monkeypatch.setattr(module, "_build", None)
    again = decoded_pairs(open_pairs(tmp_path), form)
    np.testing.assert_array_equal(first.first, again.first)
    monkeypatch.undo()
    other = decoded_pairs(open_pairs(tmp_path, void=(2,)), form)
    assert (other.second == 255).any()


def test_a_damaged_cache_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "cache"))
    source, form = grow(tmp_path / "data"), PairForm(height=32, width=32, channels=3, made=0)
    whole = np.array(decoded_pairs(source, form).first)
    (file,) = (tmp_path / "cache").rglob("first.npy")
    file.write_bytes(file.read_bytes()[:-9])
    np.testing.assert_array_equal(decoded_pairs(source, form).first, whole)


def test_a_cache_that_cannot_be_made_is_said(tmp_path, monkeypatch):
    source = grow(tmp_path)
    monkeypatch.setattr(module, "_found", lambda *_: None)
    with pytest.raises(StorageError, match="must hold the pairs that were just written"):
        decoded_pairs(source, PairForm(height=64, width=32, channels=3, made=0))


def test_a_pair_of_two_sizes_stops_the_decoding_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "cache"))
    grow(tmp_path / "data")
    save(tmp_path / "data", "label/1.png", np.zeros((10, 10), dtype=np.uint8))
    with pytest.raises(DataError, match=r"label/1\.png must have the size of image/1.png"):
        decoded_pairs(
            open_pairs(tmp_path / "data"), PairForm(height=32, width=32, channels=3, made=0)
        )
    assert not list((tmp_path / "cache").rglob("*.npy"))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"height": 0}, "height must be from 1 to 4096 pixels; got 0"),
        ({"width": 5000}, "width must be from 1 to 4096 pixels; got 5000"),
        ({"channels": 2}, "channels must be 1 or 3; or 0 for masks to be made"),
        ({"made": 4}, "channels must be 1 or 3; or 0 for masks to be made"),
    ],
)
def test_forms_that_cannot_be_are_refused(given, words):
    with pytest.raises(SettingError, match=words):
        PairForm(**{"height": 32, "width": 32, "channels": 3, "made": 0, **given})


def test_a_length_below_one_multiple_is_refused(tmp_path):
    with pytest.raises(SettingError, match="longer must be 32 pixels or more; got 31"):
        suggest_pair_form(grow(tmp_path), longer=31)
