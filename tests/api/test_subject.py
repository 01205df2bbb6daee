import numpy as np
import pytest
import torch

import netwright as nw
from netwright.api._subject import subject_of
from netwright.errors import DataError, RecipeError, SettingError
from netwright.randomness import key


def same(one, other):
    return all(torch.equal(one[name], other[name]) for name in one) and set(one) == set(other)


def test_a_network_by_name_is_a_fresh_one_on_training_rows_of_the_digits():
    subject = subject_of("mlp", None, 16, {"width": 0.1, "seed": 3})
    assert (subject.name, subject.run, subject.data) == ("mlp", None, "digits")
    assert subject.network.training
    assert subject.settings.width == 0.1
    assert {name: len(part) for name, part in subject.batch.items()} == {"picture": 16, "label": 16}
    torch.manual_seed(key(3, "start"))
    assert same(subject.task.model().state_dict(), subject.network.state_dict())
    prepared = nw.inspect("digits", model="mlp", width=0.1, seed=3).prepared
    train = prepared.examples.take(prepared.examples.rows("train"))
    stored = torch.from_numpy(np.array(train["picture"]))
    known = {row.numpy().tobytes() for row in prepared.task.prepare({"picture": stored})["picture"]}
    assert all(row.numpy().tobytes() in known for row in subject.batch["picture"])


def test_pretrained_weights_are_those_that_a_training_begins_with(data, runs):
    photos, given = str(data / "photos"), runs.photos.model.network.state_dict()
    user = {"pretrained": str(runs.photos.path), "side": runs.photos.model.task.side}
    subject = subject_of("logistic", photos, 8, user)
    assert same(subject.network.state_dict(), given)
    fresh = subject_of("logistic", photos, 8, {"side": user["side"]})
    assert not same(fresh.network.state_dict(), given)


def test_of_a_network_whose_output_layer_alone_learns_all_is_loaded(data, tmp_path):
    small = {"model": "convnet", "width": 0.125, "side": 16, "epochs": 1, "plan": "fp32"}
    base = nw.train(data / "photos", out=tmp_path, tensorboard=False, **small)
    subject = subject_of("convnet", str(data / "photos"), 8, {"pretrained": str(base.path)})
    assert subject.settings.freeze == "features"
    assert same(subject.network.state_dict(), base.model.network.state_dict())


def test_pretrained_weights_that_do_not_fit_are_refused(data, runs):
    with pytest.raises(SettingError, match=r"model must be logistic, whose weights .* holds"):
        subject_of("mlp", str(data / "photos"), 8, {"pretrained": str(runs.photos.path)})


def test_the_same_request_finds_the_same_and_another_seed_another():
    first, second, other = (subject_of("mlp", None, 8, {"seed": seed}) for seed in (1, 1, 2))
    assert same(first.batch, second.batch)
    assert same(first.network.state_dict(), second.network.state_dict())
    assert not same(first.batch, other.batch)
    assert not same(first.network.state_dict(), other.network.state_dict())


@pytest.mark.parametrize(("rows", "found"), [(2, 2), (1000, 72)])
def test_a_batch_has_no_more_rows_than_there_are(data, rows, found):
    subject = subject_of("mlp", str(data / "people.csv"), rows, {"target": "label"})
    assert {len(part) for part in subject.batch.values()} == {found}


@pytest.mark.parametrize("name", ["people", "houses", "photos"])
def test_a_runs_network_is_the_one_it_kept_on_rows_it_held_out(runs, name):
    run = getattr(runs, name)
    subject = subject_of(str(run.path), None, 1000, {})
    assert (subject.name, subject.run) == (run.recipe.settings.model, run.path)
    assert subject.settings == run.recipe.settings
    assert not subject.network.training
    assert same(subject.network.state_dict(), run.model.network.state_dict())
    scored = nw.evaluate(run)
    with torch.no_grad():
        output = subject.task.combine(subject.network(**subject.given))
    assert len(output) == scored.rows
    np.testing.assert_allclose(output.numpy(), scored.output, rtol=1e-4, atol=1e-6)
    assert subject.loss(subject.network(**subject.given)).shape == ()


def test_a_run_is_looked_at_on_other_data_too(runs, data, tmp_path):
    lines = (data / "people.csv").read_text().splitlines()[:13]
    (tmp_path / "new.csv").write_text("\n".join(lines) + "\n")
    subject = subject_of(str(runs.people.path), str(tmp_path / "new.csv"), 8, {})
    assert subject.data == str(tmp_path / "new.csv")
    assert subject_of(str(runs.people.path), None, 8, {}).data == str(data / "people.csv")
    assert len(subject.batch["label"]) == 8


@pytest.mark.parametrize(
    ("name", "arguments"), [("people", {"numbers", "categories"}), ("photos", {"numbers"})]
)
def test_what_is_given_has_the_names_of_forwards_arguments(runs, name, arguments):
    subject = subject_of(str(getattr(runs, name).path), None, 4, {})
    assert set(subject.given) == arguments
    assert all(part.dtype in (torch.float32, torch.int64) for part in subject.given.values())


@pytest.mark.parametrize("rows", [1, 0, -3])
def test_one_row_is_no_batch(rows):
    with pytest.raises(SettingError, match=f"rows must be 2 or more; got {rows}"):
        subject_of("mlp", None, rows, {})


@pytest.mark.parametrize(
    ("what", "user", "words"),
    [
        ("covnet", {}, r"model must be one of the .*; got 'covnet'\n.*mean convnet"),
        ("", {}, "model must be one of the "),
        ("mlp", {"model": "resnet"}, "model must be left out: mlp is to be explained; got 'resnet"),
    ],
)
def test_what_is_no_network_is_refused(what, user, words):
    with pytest.raises(SettingError, match=words):
        subject_of(what, None, 8, user)


def test_a_path_that_is_no_run_is_refused(data, tmp_path):
    for place in (tmp_path, tmp_path / "absent"):
        with pytest.raises(SettingError, match="run must be a run folder of netwright; got"):
            subject_of(str(place), None, 8, {})
    table = str(data / "people.csv")
    words = r"what must be the name of a network or a run folder; got .*\nfor a batch of these data"
    with pytest.raises(SettingError, match=words):
        subject_of(table, None, 8, {})


def test_a_run_has_its_own_settings(runs):
    words = "settings must be left out: a run has its own; got 'seed, width'"
    with pytest.raises(SettingError, match=words):
        subject_of(str(runs.people.path), None, 8, {"width": 2, "seed": 1})


def test_settings_that_cannot_work_are_refused():
    with pytest.raises(RecipeError, match=r"widht must be a setting; .*mean width"):
        subject_of("mlp", None, 8, {"widht": 2})


def test_data_that_do_not_fit_are_refused(runs, data):
    with pytest.raises(DataError, match="must be a path or the name of a data set"):
        subject_of("mlp", str(data / "nowhere"), 8, {})
    with pytest.raises(SettingError, match="model must be one that takes a table: logistic, mlp"):
        subject_of("convnet", str(data / "people.csv"), 8, {"target": "label"})
    with pytest.raises(DataError, match="must hold pictures as the run's data did; got a table"):
        subject_of(str(runs.photos.path), str(data / "people.csv"), 8, {})


def test_a_precise_copy_is_in_float64_and_leaves_the_subject_as_it_is():
    subject = subject_of("mlp", None, 8, {"width": 0.1, "dropout": 0.5})
    precise = subject.precise(3)
    assert {part.dtype for part in precise.batch.values()} == {torch.float64, torch.int64}
    assert {len(part) for part in precise.batch.values()} == {3}
    assert {p.dtype for p in precise.network.parameters()} == {torch.float64}
    assert {p.dtype for p in subject.network.parameters()} == {torch.float32}
    assert {len(part) for part in subject.precise().batch.values()} == {8}
    twice = [subject.network(**subject.given) for _ in range(2)]
    assert torch.equal(*twice)  # no dropout in either
