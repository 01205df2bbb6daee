"""A style that is learned, on the common path: from photographs to a score, stopped and gone on."""

import shutil

import pytest
from PIL import Image

import netwright as nw
from netwright import api, store
from netwright.errors import DataError, RecipeError, SettingError
from netwright.tasks import Style, StyleTraining
from styled import LEARNED, photos_folder

SAME = ("model/model.safetensors", "model/model.json", "history.jsonl", "verdicts.json")


def asked(styles, **settings):
    known = {"task": "style", "style": str(styles.style), "features": str(styles.run)}
    return {**known, "side": 32, **settings}


def test_photographs_are_prepared_whatever_folder_they_lie_in(styles, tmp_path):
    folder = photos_folder(tmp_path / "photos")
    (folder / "notes.txt").write_text("no picture")
    done = nw.inspect(folder, **asked(styles)).prepared
    assert type(done.task) is Style
    assert isinstance(done.whole, StyleTraining)
    assert done.learned.task is done.whole
    assert done.data["counts"] == {"train": 8, "val": 2, "test": 2}
    assert done.examples.arrays["picture"].shape == (12, 3, 32, 32)
    assert done.examples.subset == 8
    assert done.data["style"]["sha256"] == store.digest(styles.style)
    assert done.data["features"]["name"] == str(styles.run)
    assert set(done.data["units"]["content"]) == set(done.data["features"]["content"])
    notes = " ".join(done.data["notes"])
    assert "left out 1 files that are no pictures" in notes
    assert "looked at by convnet" in notes
    settings = done.recipe.settings
    assert (settings.model, settings.optimiser, settings.batch_size) == ("style", "adam", 4)


def test_a_run_learns_to_paint_and_is_evaluated(style_run, tmp_path):
    assert style_run.goal["measure"] == "cost"
    assert style_run.goal["value"] < 0.5 < style_run.goal["trivial"] == 1
    own = api.evaluate_run(style_run)
    assert own.scores["cost"].value == pytest.approx(style_run.goal["value"], rel=1e-4)
    assert own.trivial["cost"] == 1
    other = api.evaluate_run(style_run, photos_folder(tmp_path / "others", 4))
    assert (other.split, other.rows) == ("all", 4)
    assert other.summary()["goal"]["trivial"] == 1
    same = api.compare(style_run.path, style_run.path)
    assert same.summary()
    assert "Pictures painted" in style_run.report.read_text(encoding="utf-8")
    assert nw.diagnose(style_run.path).training.cause == style_run.verdict.cause


def test_a_model_keeps_nobody_who_looks(style_run):
    weights = style_run.path / "model" / "model.safetensors"
    numbers = sum(p.numel() for p in style_run.model.network.parameters())
    assert style_run.model.parameters == numbers
    assert weights.stat().st_size < 4 * numbers + 10_000
    assert type(style_run.model.task) is Style


def test_a_stopped_training_goes_on_and_ends_with_the_same_bytes(style_run, styles, tmp_path):
    facts = store.read_json(style_run.path / "data.json")
    seen = []

    def fail(progress):
        seen.append(progress.step)
        if progress.step >= 17:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        nw.train(facts["data"], out=tmp_path, watch=fail, **asked(styles, **LEARNED))
    (folder,) = tmp_path.iterdir()
    assert not (folder / "manifest.json").exists()
    again = nw.resume(folder)
    for name in SAME:
        assert (again.path / name).read_bytes() == (style_run.path / name).read_bytes(), name


def unfinished(run, folder):
    copy = shutil.copytree(run.path, folder, symlinks=True)
    (copy / "manifest.json").unlink()
    return copy


def test_another_style_or_another_network_that_looks_is_refused(style_run, styles, tmp_path):
    folder = unfinished(style_run, tmp_path / "run")
    kept = styles.style.read_bytes()
    try:
        Image.open(styles.style).transpose(Image.Transpose.ROTATE_90).save(styles.style)
        words = r"painting\.png must be as it was when the run began; got another style"
        with pytest.raises(DataError, match=words):
            nw.resume(folder)
        with pytest.raises(DataError, match=words):
            api.evaluate_run(style_run)
    finally:
        styles.style.write_bytes(kept)
    facts = store.read_json(folder / "data.json")
    features = {**facts["features"], "sha256": "0"}
    store.write_json(folder / "data.json", {**facts, "features": features})
    words = "must be as it was when the run began; got another features"
    with pytest.raises(DataError, match=words):
        nw.resume(folder)


def test_what_cannot_be_learned_from_is_told_in_one_sentence(styles, tmp_path):
    folder = photos_folder(tmp_path / "photos", 4)
    (tmp_path / "words.jpg").write_text("not a picture")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"words\.jpg"):
        nw.inspect(folder, **asked(styles, style=str(tmp_path / "words.jpg")))
    with pytest.raises(DataError, match=r"none\.png must be a picture that can be read; got"):
        nw.inspect(folder, **asked(styles, style=str(tmp_path / "none.png")))
    with pytest.raises(DataError, match="empty must be a folder with pictures in it; got no files"):
        nw.inspect(tmp_path / "empty", **asked(styles))
    with pytest.raises(SettingError, match="style must be the picture whose manner is to be"):
        nw.inspect(folder, **asked(styles, style=""))
    with pytest.raises(SettingError, match="side must be a multiple of 4 from 16 to 1024"):
        nw.inspect(folder, **asked(styles, side=30))
    with pytest.raises(SettingError, match="test must be left out for style"):
        nw.inspect(folder, test=folder, **asked(styles))
    with pytest.raises(SettingError, match=r"features must be a run, a \.safetensors file"):
        nw.inspect(folder, **asked(styles, features=str(tmp_path / "nothing")))
    with pytest.raises(RecipeError, match="members must be left out for style; got 3"):
        nw.inspect(folder, **asked(styles, members=3))
    with pytest.raises(RecipeError, match="style_weight must be left out unless the task is style"):
        nw.inspect(folder, style_weight=3.0)


def test_the_coach_names_a_style_that_drowns_the_content(styles, tmp_path):
    folder = photos_folder(tmp_path / "photos")
    given = asked(styles, **LEARNED, style_weight=1e6)
    assert nw.train(folder, out=tmp_path / "runs", **given).verdict.cause == "STYLE_DOMINATES"


def test_the_layers_of_a_run_are_explained_with_its_own_loss(style_run):
    facts = api.explain(str(style_run.path)).summary()
    assert facts["task"] == "style"
