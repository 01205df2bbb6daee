"""Pairs of pictures on the common path, from a folder to a score."""

import numpy as np
import pytest

import netwright as nw
from netwright import api
from netwright.api._pairs import mask_counts, packed, unpacked
from netwright.data import Splits
from netwright.errors import DataError, RecipeError, SettingError
from netwright.tasks import ImageToImage
from paired import halves_folder, masks_folder, pair, put


def prepared(path, **settings):
    return nw.inspect(path, **settings).prepared


def test_folders_of_pairs_are_recognised_and_their_splits_kept(tmp_path):
    done = prepared(masks_folder(tmp_path / "masks"), void="11")
    assert isinstance(done.task, ImageToImage)
    assert done.task.classes == ("0", "1", "2")
    assert done.task.sides == (32, 64)
    assert done.data["counts"] == {"train": 24, "val": 8, "test": 6}
    assert done.data["classes"]["1"] == {"train": 24, "val": 8, "test": 6}
    assert done.data["pixels"]["void"] == pytest.approx(2 / 32)
    assert sum(done.data["pixels"].values()) == pytest.approx(1, abs=1e-5)
    assert done.recipe.settings.model == "unet"
    assert any("value 11 of masks means not known" in note for note in done.data["notes"])


def test_halves_are_pairs_once_the_task_is_named(tmp_path):
    folder = halves_folder(tmp_path / "halves")
    done = prepared(folder, task="image-to-image", given="left", channels=1, side=32)
    assert (done.task.made, done.task.channels, done.task.sides) == (3, 1, (32, 32))
    other = prepared(folder, task="image-to-image")
    first, second = (one.examples.arrays["picture"] for one in (done, other))
    assert not np.array_equal(first[0, 0], second[0, 0])


def test_a_run_on_masks_learns_and_is_evaluated(masks_run, tmp_path):
    assert masks_run.goal["measure"] == "miou"
    assert masks_run.goal["value"] > 0.7 > masks_run.goal["trivial"] + 0.1
    own = api.evaluate_run(masks_run)
    assert own.scores["miou"].value == pytest.approx(masks_run.goal["value"], abs=1e-6)
    assert own.trivial["miou"] == pytest.approx(masks_run.goal["trivial"], abs=1e-6)
    other = api.evaluate_run(masks_run, masks_folder(tmp_path / "m", train=3, val=1, test=2))
    assert (other.split, other.rows) == ("test", 2)
    assert 0 < other.scores["pixel_accuracy"].value <= 1
    assert "Masks beside what is wanted" in masks_run.report.read_text()


def test_a_run_on_halves_is_evaluated_and_resumed_in_its_form(halves_run, tmp_path):
    assert halves_run.goal["measure"] == "mae"
    assert halves_run.goal["value"] < halves_run.goal["trivial"]
    own = api.evaluate_run(halves_run)
    assert own.trivial["mae"] == pytest.approx(halves_run.goal["trivial"], abs=1e-6)
    assert set(own.scores) >= {"psnr", "ssim"}
    masks = masks_folder(tmp_path / "m", train=3, val=1, test=1)
    with pytest.raises(DataError, match="must hold pictures to be made, as in training; got masks"):
        api.evaluate_run(halves_run, masks)


def test_one_answer_for_all_goes_into_a_file_of_text(masks_run, halves_run):
    draws = np.random.default_rng(0)
    mask = draws.integers(0, 3, (32, 64)).astype(np.uint8)
    np.testing.assert_array_equal(unpacked(packed(mask), masks_run.model.task), mask)
    for channels in (1, 3):
        picture = draws.integers(0, 256, (channels, 8, 9)).astype(np.uint8)
        task = halves_run.model.task
        np.testing.assert_array_equal(unpacked(packed(picture), task), picture)


def test_settings_of_the_other_kind_are_refused(tmp_path):
    masks = masks_folder(tmp_path / "masks", train=4, val=2, test=2)
    halves = halves_folder(tmp_path / "halves", train=4, val=2, test=2)
    with pytest.raises(RecipeError, match=r"adversarial must be left out for masks; got 0.1"):
        prepared(masks, adversarial=0.1)
    with pytest.raises(RecipeError, match="dice must be left out for pictures to be made; got 2"):
        prepared(halves, task="image-to-image", dice=2.0)
    with pytest.raises(RecipeError, match="smoothing must be left out for image-to-image"):
        prepared(masks, smoothing=0.1)
    with pytest.raises(SettingError, match="test must be left out for pairs, whose own splits"):
        prepared(masks, test=tmp_path)
    with pytest.raises(SettingError, match="side must be 32 pixels or more for pairs; got 16"):
        prepared(masks, side=16)
    with pytest.raises(RecipeError, match="void must be left out unless the task is image-to-im"):
        prepared("digits", task="image-classification", void="1")


def test_a_class_that_train_lacks_is_refused(tmp_path):
    folder = masks_folder(tmp_path / "masks", train=4, val=2, test=2)
    _, mask = pair(0)
    put(folder, "valannot/004.png", np.where(mask == 1, 7, mask).astype(np.uint8))
    with pytest.raises(DataError, match=r"valannot/004\.png must hold values that training masks"):
        prepared(folder, void="11")


def test_a_class_that_is_held_out_only_is_refused(masks_run):
    masks = np.stack([np.zeros((4, 4)), np.ones((4, 4)), np.full((4, 4), 2)]).astype(np.uint8)
    rows = {"train": np.array([0, 1]), "val": np.array([2])}
    with pytest.raises(DataError, match="train must have pixels of every class; got none of 2"):
        mask_counts(masks_run.model.task, masks, Splits(rows=rows, why=""))


def test_pairs_that_do_not_fit_are_one_sentence(tmp_path):
    folder = masks_folder(tmp_path / "masks", train=4, val=2, test=2)
    small = pair(0)[1][:, :40]
    put(folder, "trainannot/000.png", small)
    with pytest.raises(
        DataError, match=r"trainannot/000\.png must have the size of train/000\.png"
    ):
        prepared(folder)
    (folder / "trainannot/000.png").write_bytes(b"\x89PNG\r\n\x1a\nno more")
    with pytest.raises(DataError, match=r"trainannot/000\.png"):
        prepared(folder)
    (folder / "trainannot/000.png").unlink()
    with pytest.raises(DataError, match=r"must have a partner of its name; got none for train/000"):
        prepared(folder, task="image-to-image")
