import numpy as np
import pytest
import torch
from PIL import Image

import netwright as nw
from netwright import api
from netwright.api import _sheet
from netwright.errors import RecipeError, SettingError, StorageError, UsageError
from netwright.randomness import table

WIDE = 8 * 100 + 10 * _sheet.GAP - _sheet.GAP + 3 * _sheet.GAP  # 8 cells, 9 gaps, one of them wide


def found(data, **settings):
    return nw.inspect(data / "photos", side=10, **settings).prepared


def cells(path, side=10):
    """The pictures of the sheet, made small again: (8, 8, side, side, 3)."""
    sheet = np.asarray(Image.open(path)).astype(int)
    lefts = [4, 4 + 100 + 16, *(4 + 100 + 16 + 104 * k for k in range(1, 7))]
    tops = [4 + 104 * k for k in range(8)]
    step = 100 // side
    return np.array([[sheet[t : t + 100 : step, x : x + 100 : step] for x in lefts] for t in tops])


def test_the_sheet_is_what_the_training_sees(data, tmp_path):
    prepared = found(data, augment="flip+crop:2+brightness:0.4", seed=5)
    path = api.write_sheet(prepared, tmp_path / "sheet.png")
    shown = cells(path)
    assert np.asarray(Image.open(path)).shape == (8 * 104 + 4, WIDE, 3)
    train, task = prepared.examples.rows("train"), prepared.task
    places = np.linspace(0, len(train) - 1, 8).round().astype(int)
    stored = prepared.examples.take(train[places])
    np.testing.assert_array_equal(shown[:, 0], stored["picture"].transpose(0, 2, 3, 1))
    batch = {"picture": torch.from_numpy(stored["picture"])}
    mean, std = (np.reshape(v, (1, 3, 1, 1)) for v in (task.mean, task.std))
    for epoch in range(7):
        draws = table(5, "augment", len(train), task.draws, epoch=epoch)[places]
        seen = task.prepare({**batch, "label": torch.zeros(8)}, torch.from_numpy(draws))["picture"]
        wanted = (seen.numpy() * std + mean).clip(0, 255).round().transpose(0, 2, 3, 1)
        np.testing.assert_array_equal(shown[:, 1 + epoch], wanted)
    assert (shown[:, 1] != shown[:, 2]).any()


@pytest.mark.parametrize("augment", ["mixup", "cutmix", "colour:0.5+warp"])
def test_every_kind_can_be_shown_and_is_shown_alike(data, tmp_path, augment):
    first, again = (
        api.write_sheet(found(data, augment=augment), tmp_path / f"{n}.png").read_bytes()
        for n in range(2)
    )
    assert first == again


def test_an_alternating_flip_turns_every_picture_in_every_epoch(data, tmp_path):
    shown = cells(api.write_sheet(found(data, augment="altflip"), tmp_path / "sheet.png"))
    for epoch in range(1, 7):
        np.testing.assert_array_equal(shown[:, epoch], shown[:, epoch + 1, :, ::-1])


def test_grey_large_and_few_pictures(data, tmp_path, monkeypatch):
    grey = nw.inspect("digits", augment="shift").prepared
    whole = np.asarray(Image.open(api.write_sheet(grey, tmp_path / "grey.png")))
    assert (whole[..., 0] == whole[..., 2]).all()
    large = nw.inspect(data / "photos", side=80, augment="flip").prepared
    monkeypatch.setattr(_sheet, "EXAMPLES", 2)
    monkeypatch.setattr(_sheet, "LARGEST", 64)
    path = api.write_sheet(large, tmp_path / "large.png")
    assert np.asarray(Image.open(path)).shape[0] == 2 * (_sheet.LARGEST + _sheet.GAP) + _sheet.GAP


def test_what_cannot_be_drawn_is_told(data, tmp_path):
    table_of_people = nw.inspect(data / "people.csv", target="label").prepared
    with pytest.raises(UsageError, match="data must be pictures to be augmented; got table-class"):
        api.write_sheet(table_of_people, tmp_path / "x.png")
    with pytest.raises(RecipeError, match="augment must be left out for tables; got 'flip'"):
        nw.inspect(data / "people.csv", target="label", augment="flip")
    with pytest.raises(SettingError, match="augment must be a kind to show, as flip"):
        api.write_sheet(found(data, augment="none"), tmp_path / "x.png")
    prepared = found(data, augment="flip")
    with pytest.raises(UsageError, match=r"the sheet must be a file that ends in .png; got"):
        api.write_sheet(prepared, tmp_path / "x.jpg")
    with pytest.raises(StorageError, match="nowhere must be a folder; got nothing there"):
        api.write_sheet(prepared, tmp_path / "nowhere" / "x.png")
    assert not list(tmp_path.iterdir())
