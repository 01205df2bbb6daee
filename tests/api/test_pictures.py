import shutil

import numpy as np
import pytest

import netwright as nw
from netwright.api._pictures import split_rule
from netwright.errors import DataError, RecipeError, SettingError
from netwright.recipe import resolve


def _prepared(path, **settings):
    return nw.inspect(path, **settings).prepared


def test_pictures_become_examples_a_task_and_a_recipe(data):
    done = _prepared(data / "photos", side=16, channels=1, seed=5)
    assert done.examples.arrays["picture"].shape == (28, 1, 16, 16)
    assert done.examples.names[0] == "dark/00.png"
    assert (done.task.side, done.task.channels, done.task.classes) == (16, 1, ("dark", "light"))
    assert done.recipe.origin("side") == "user"
    assert done.recipe.origin("epochs") == "inferred"
    assert done.preprocess == {"kind": "picture", "side": 16, "channels": 1}


def test_repeats_are_counted_and_share_a_split(data, tmp_path):
    folder = tmp_path / "photos"
    shutil.copytree(data / "photos", folder)
    for number in range(4):
        shutil.copy(folder / "dark" / "00.png", folder / "dark" / f"again{number}.png")
    done = _prepared(folder)
    assert done.data["duplicates"] == 4
    assert any("4 pictures repeat another to the byte" in note for note in done.data["notes"])
    same = {i for i, name in enumerate(done.examples.names) if "again" in name or "k/00" in name}
    assert any(same <= set(rows.tolist()) for rows in done.examples.splits.values())


def test_damaged_pictures_are_left_out_within_the_allowed_share(data, tmp_path):
    folder = tmp_path / "photos"
    shutil.copytree(data / "photos", folder)
    (folder / "dark" / "00.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    with pytest.raises(DataError, match=r"must have at most 1\.00% damaged pictures; got 1 of 28"):
        _prepared(folder)
    done = _prepared(folder, damaged=0.1)
    assert len(done.examples.names) == 27
    assert [row[:2] for row in done.data["quarantined"]] == [["dark/00.png", "dark"]]


def test_too_small_a_side_is_refused(data):
    with pytest.raises(SettingError, match="side must be 8 pixels or more; got 3"):
        _prepared(data / "photos", side=3)


def test_the_rule_of_the_split_is_that_of_the_recipe():
    rule = split_rule(resolve(user={"seed": 3, "val_share": 0.1, "train_dev_share": 0.2}))
    assert (rule.seed, rule.val_share, rule.test_share, rule.train_dev_share) == (3, 0.1, None, 0.2)


def test_settings_of_tables_are_refused_for_pictures(data):
    idle = {"group": "zzz", "target": "x", "header": True, "kinds": "a=text", "log_target": True}
    with pytest.raises(RecipeError, match="group must be left out for pictures; got 'zzz'") as told:
        _prepared(data / "photos", **idle)
    assert sorted(line.split()[0] for line in told.value.mistakes) == sorted(idle)
    _prepared(data / "photos", kinds="")  # a default says nothing


def test_a_table_of_paths_has_a_target_and_no_groups(data, tmp_path):
    shutil.copytree(data / "photos", tmp_path / "photos")
    files = sorted((tmp_path / "photos").rglob("*.png"))
    lines = [f"{path.relative_to(tmp_path).as_posix()},{path.parent.name}" for path in files]
    (tmp_path / "t.csv").write_text("\n".join(["file,label", *lines]) + "\n")
    done = _prepared(tmp_path / "t.csv", target="label", header=True)
    assert done.data["kind"] == "path table"
    with pytest.raises(RecipeError, match="time must be left out for pictures; got 'file'"):
        _prepared(tmp_path / "t.csv", target="label", time="file")


def test_colour_is_fitted_on_the_training_pictures_where_it_is_used(data):
    assert _prepared(data / "photos", augment="flip").task.colour_axes == ()
    done = _prepared(data / "photos", augment="colour:0.2+flip")
    train = done.examples.arrays["picture"][done.examples.rows("train")]
    flat = train.transpose(1, 0, 2, 3).reshape(3, -1).astype(float)
    axes = np.reshape(done.task.colour_axes, (3, 3))
    np.testing.assert_allclose(axes.T @ axes, np.cov(flat, bias=True), rtol=1e-8)
    with pytest.raises(SettingError, match="must be crop:0 to crop:5 for pictures of 10 pixels"):
        _prepared(data / "photos", augment="crop:6")
