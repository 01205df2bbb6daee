"""A picture made, stopped, gone on with, and refused."""

import shutil

import numpy as np
import pytest
from PIL import Image

from netwright import api, store
from netwright.api import _stylize_run
from netwright.errors import DamageError, DataError, RecipeError, SettingError, StoppedError
from styled import FAST

SAME = ("result.png", "history.jsonl", "verdicts.json", "result.json")


def make(styles, out, **settings):
    given = {**FAST, "features": str(styles.run), **settings}
    return api.stylize(styles.content, styles.style, out=out, **given)


@pytest.fixture(scope="module")
def made(styles, tmp_path_factory):
    return make(styles, tmp_path_factory.mktemp("made"))


def same_bytes(one, other):
    return [name for name in SAME if (one / name).read_bytes() != (other / name).read_bytes()]


def test_a_picture_is_a_run_like_any_other(made):
    result = np.array(Image.open(made.picture))
    assert result.shape == (34, 48, 3)
    facts = made.summary()
    assert facts["cost"]["total"] < 0.8 * facts["unchanged"]["total"]
    assert facts["unchanged"]["content"] == 0
    assert facts["evaluations"] >= 10
    assert [line["step"] for line in made.history] == list(range(1, facts["steps"] + 1))
    assert {line["size"] for line in made.history} == {32, 48}
    assert {"environment.json", "style.json", "checkpoints", "manifest.json"} <= {
        path.name for path in made.path.iterdir()
    }
    assert api.verify(made.path).damages == ()
    assert made.report.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert made.verdict.to_dict()["health"] == facts["verdict"]["health"]
    assert repr(made) == f"Stylized({str(made.path)!r})"


def test_equal_settings_give_equal_bytes_and_another_style_weight_does_not(styles, made, tmp_path):
    assert same_bytes(made.path, make(styles, tmp_path).path) == []
    assert same_bytes(made.path, make(styles, tmp_path, style_weight=50.0).path)


@pytest.mark.parametrize("optimiser", ["lbfgs", "adam"])
def test_a_stopped_picture_goes_on_and_ends_with_the_same_bytes(
    styles, tmp_path, monkeypatch, optimiser
):
    monkeypatch.setattr(_stylize_run, "EVERY", 2)
    whole = make(styles, tmp_path / "whole", optimiser=optimiser)
    for after in (1, 4, 7):
        calls = []

        def fail(progress, seen=calls, after=after):
            seen.append(progress)
            if len(seen) == after:
                raise KeyboardInterrupt

        out = tmp_path / str(after)
        with pytest.raises(KeyboardInterrupt):
            make(styles, out, optimiser=optimiser, watch=fail)
        (folder,) = out.iterdir()
        assert not (folder / "manifest.json").exists()
        again = api.resume_style(folder)
        assert same_bytes(whole.path, again.path) == []


def test_a_signal_saves_and_says_how_to_go_on(styles, made, tmp_path):
    import os
    import signal

    def ask(progress):
        if progress.step >= 4:
            os.kill(os.getpid(), signal.SIGTERM)

    with pytest.raises(StoppedError, match="go on with: netwright stylize --resume") as stopped:
        make(styles, tmp_path, watch=ask)
    assert stopped.value.status == 143
    (folder,) = tmp_path.iterdir()
    assert list((folder / "checkpoints").iterdir())
    assert same_bytes(made.path, api.resume_style(folder).path) == []


def test_a_finished_picture_is_left_as_it_is(made):
    told = []
    again = api.resume_style(made.path, say=told.append)
    assert again.path == made.path
    assert told == [f"{made.path} is finished; nothing was done"]


def unfinished(made, tmp_path):
    folder = tmp_path / "copy"
    shutil.copytree(made.path, folder)
    (folder / "manifest.json").unlink()
    return folder


def test_what_has_changed_since_is_refused(made, tmp_path):
    folder = unfinished(made, tmp_path)
    facts = store.read_json(folder / "style.json")
    other = {**facts, "features": {**facts["features"], "sha256": "0"}}
    store.write_json(folder / "style.json", other)
    with pytest.raises(DataError, match="must be as it was when the run began; got another netw"):
        api.resume_style(folder)
    store.write_json(folder / "style.json", {"settings": {}})
    with pytest.raises(DamageError, match=r"must hold .*; got other keys"):
        api.resume_style(folder)
    with pytest.raises(SettingError, match="run must be a run of netwright stylize; got"):
        api.resume_style(tmp_path)


def test_the_last_step_is_not_made_again(made, tmp_path):
    folder = unfinished(made, tmp_path)
    (folder / "result.png").unlink()
    assert same_bytes(made.path, api.resume_style(folder).path) == []


def test_a_damaged_checkpoint_is_passed_over(made, tmp_path):
    folder, told = unfinished(made, tmp_path), []
    newest = sorted((folder / "checkpoints").iterdir())[-1]
    (newest / "picture.safetensors").write_bytes(b"")
    again = api.resume_style(folder, say=told.append)
    assert told == [f"checkpoint {newest.name} is damaged; going on from an older one"]
    assert same_bytes(made.path, again.path) == []


def test_colours_are_kept_on_request(styles, tmp_path):
    kept = np.array(Image.open(make(styles, tmp_path, keep_colours=True).picture)).astype(float)
    content = np.array(Image.open(styles.content).resize((48, 34))).astype(float)
    gaps = [(kept[..., a] - kept[..., b]) - (content[..., a] - content[..., b])
            for a, b in ((0, 1), (1, 2))]  # fmt: skip
    assert max(float(np.median(np.abs(gap))) for gap in gaps) < 3


def test_mistakes_are_told_before_anything_is_made(styles, tmp_path):
    with pytest.raises(RecipeError, match="stile must be one of features, content_layers"):
        make(styles, tmp_path, stile=3)
    with pytest.raises(SettingError, match="style_weight must be a finite number, 0 or more"):
        make(styles, tmp_path, style_weight=-1.0)
    with pytest.raises(DataError, match="must be a picture that can be read; got"):
        api.stylize(styles.content, tmp_path / "none.png", out=tmp_path, features=str(styles.run))
    assert list(tmp_path.iterdir()) == []


def test_the_coach_names_a_wrong_recipe(styles, tmp_path):
    fast = make(styles, tmp_path, optimiser="adam", rate=0.02 * 30)
    assert fast.verdict.cause == "LR_HIGH"
    weak = make(styles, tmp_path, style_weight=1e-6)
    assert weak.verdict.cause == "STYLE_WEAK"


def test_a_picture_is_no_training(made):
    with pytest.raises(SettingError, match="run must be a training, not a picture; got"):
        api.load(made.path)


def test_a_picture_in_the_making_is_not_gone_on_with_by_train(made, tmp_path):
    with pytest.raises(SettingError, match="go on with: netwright stylize --resume"):
        api.resume(unfinished(made, tmp_path))
