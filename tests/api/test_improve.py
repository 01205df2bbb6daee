"""Searches on real small runs; what they decide by is tested in tests/experiments."""

import json
import shutil
import signal

import pytest

import netwright as nw
from netwright.actions import Causes
from netwright.actions._clip import CLIP
from netwright.actions._inferred import AS_INFERRED
from netwright.actions._warmup import WARM_UP
from netwright.api import _improve
from netwright.errors import DataError, SettingError, StoppedError
from netwright.experiments import TIME_UP, Found
from netwright.store import damages

PLAIN = {"plan": "fp32", "tensorboard": False}
LONG = 60.0  # minutes; the remedies are few, so that it is never reached


@pytest.fixture(scope="module", autouse=True)
def _few_remedies():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_improve, "REMEDIES", (WARM_UP, CLIP, AS_INFERRED))
        patch.setattr(_improve, "FORKS", 1.0)
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs")
    return nw.train("digits", out=out, model="mlp", epochs=2, init="zero", **PLAIN)


@pytest.fixture(scope="module")
def said():
    return []


@pytest.fixture(scope="module")
def improved(first, said):
    return nw.improve(first, LONG, say=said.append)


def test_a_fault_is_mended_and_test_is_better(improved, first):
    assert improved.result["kept"] == [AS_INFERRED.name]
    assert improved.result["why"] == "every remedy was tried"
    assert improved.recipe.settings.init == ""
    assert improved.recipe.origin("init") == "coach"
    assert improved.recipe.settings.epochs == 2
    assert improved.goal["split"] == "test"
    assert improved.goal["value"] > first.goal["value"] + 0.2
    paired = improved.result["paired"]
    assert paired["better"] == "last"
    assert paired["difference"] == pytest.approx(improved.goal["value"] - first.goal["value"])
    assert improved.result["changed"] == {"init": ["zero", ""]}


def test_the_last_run_is_an_ordinary_one_and_the_first_is_as_it_was(improved, first):
    assert isinstance(improved, nw.Run)
    assert improved.path.parent == first.path.parent
    assert damages(improved.path) == damages(first.path) == []
    assert nw.reproduce(improved.path).identical
    assert improved.recipe.settings.seed == first.recipe.settings.seed
    facts = [json.loads((run.path / "data.json").read_text()) for run in (improved, first)]
    assert facts[0]["held_out"] == facts[1]["held_out"]


def test_the_journal_says_it_all(improved, first, said):
    text = improved.journal.read_text()
    assert improved.folder.name == f"{first.path.name}-improve"
    assert text.startswith(f"# What was tried to improve {first.path.name}\n")
    assert "INIT_SYMMETRIC" in text
    assert f"{AS_INFERRED.name}: kept" in text
    assert f"- last run: {improved.path}" in text
    lines = (improved.folder / "journal.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines] == improved.result["tries"]
    assert any(line.endswith("needed") for line in said)
    trials = (improved.folder / "trials.jsonl").read_text().splitlines()
    total = sum(json.loads(line)["seconds"] for line in trials)
    assert total == pytest.approx(improved.result["seconds"])


def test_the_report_of_the_last_run_shows_the_journal(improved, first):
    page = improved.report.read_text()
    assert '<h2 id="how-it-was-improved">' in page
    for tried in improved.result["tries"]:
        assert f"{tried['number']}. {tried['remedy']}<" in page
        assert tried["expect"] in page
    assert "Gain of each remedy" in page
    assert "how-it-was-improved" not in first.report.read_text()


def test_the_same_command_does_nothing_more(improved, first, monkeypatch):
    monkeypatch.setattr(_improve, "search", None)
    said = []
    again = nw.improve(first.path, LONG, say=said.append)
    assert said == [f"{improved.folder} is finished; nothing was done"]
    assert (again.path, again.result) == (improved.path, improved.result)


@pytest.fixture
def place(improved, first, tmp_path):
    """Copies of the first run, of the last one and of the search, to be changed."""
    for folder in (first.path, improved.path, improved.folder):
        shutil.copytree(folder, tmp_path / folder.name, symlinks=True)
    folder = tmp_path / improved.folder.name
    (folder / "result.json").unlink()
    return tmp_path / first.path.name, folder, tmp_path / improved.path.name


def _scores(folder):
    lines = (folder / "trials.jsonl").read_text().splitlines()
    return [{k: v for k, v in json.loads(line).items() if k != "seconds"} for line in lines]


def test_a_killed_search_goes_on_from_its_finished_trainings(place, improved):
    first, folder, _ = place
    trials = folder / "trials.jsonl"
    lines = trials.read_bytes().splitlines(keepends=True)
    left = len(lines) - 3
    trials.write_bytes(b"".join(lines[:left]) + b'{"recipe": ')  # killed as it wrote the next
    done = nw.improve(first, LONG)
    assert _scores(folder) == _scores(improved.folder)
    assert trials.read_bytes().splitlines(keepends=True)[:left] == lines[:left]
    assert done.result["kept"] == improved.result["kept"]


def test_a_last_run_that_was_killed_is_finished_and_not_made_again(place, improved):
    first, _, last = place
    page = (last / "report.html").read_text()
    for name in ("manifest.json", "report.html"):
        (last / name).unlink()
    shutil.rmtree(last / "model")
    done = nw.improve(first, LONG)
    assert done.path == last
    section = slice(page.index('<h2 id="how'), page.index('<h2 id="training"'))
    assert page[section] in done.report.read_text()
    assert damages(last) == []
    assert done.goal == improved.goal
    assert len(list(first.parent.iterdir())) == 3


def test_a_run_of_equal_settings_that_shows_other_tries_is_left_alone(place, improved):
    first, _, last = place
    facts = json.loads((last / "improved.json").read_text())
    (last / "improved.json").write_text(json.dumps({**facts, "tries": facts["tries"][:1]}))
    done = nw.improve(first, LONG)
    assert done.path != last
    assert done.goal == improved.goal


def test_a_signal_stops_it_and_the_same_command_goes_on(place, improved):
    first, folder, _ = place
    trials = folder / "trials.jsonl"
    trials.write_bytes(b"".join(trials.read_bytes().splitlines(keepends=True)[:-2]))
    with pytest.raises(StoppedError, match="stopped; finished trainings are kept in"):
        nw.improve(first, LONG, watch=lambda progress: signal.raise_signal(signal.SIGTERM))
    done = nw.improve(first, LONG)
    assert _scores(folder) == _scores(improved.folder)
    assert done.result["kept"] == improved.result["kept"]


@pytest.fixture
def healthy(monkeypatch):
    """The coach names nothing."""
    monkeypatch.setattr(_improve, "causes_of", lambda run, human, seconds: Causes())


@pytest.mark.usefixtures("healthy")
def test_where_nothing_helps_the_run_is_the_first_one(first, tmp_path, monkeypatch):
    monkeypatch.setattr(_improve, "REMEDIES", (CLIP,))
    monkeypatch.setattr(_improve, "compare", None)  # test is not looked at
    done = nw.improve(first, LONG, out=tmp_path, seed=4)
    assert done.path == first.path
    assert (done.result["kept"], done.result["paired"], done.result["changed"]) == ([], None, {})
    assert [path.name for path in tmp_path.iterdir()] == [f"{first.path.name}-improve-seed4"]
    assert "- kept: nothing\n" in done.journal.read_text()
    assert f"- last run: {first.path}, the first one, whose report is as it was" in (
        done.journal.read_text()
    )
    assert damages(first.path) == []


@pytest.mark.usefixtures("healthy")
def test_more_minutes_go_on_where_time_was_up(first, tmp_path, monkeypatch):
    given = []

    def search(recipe, question, journal):
        given.append(question.seconds)
        untried = ("a remedy",) if len(given) == 1 else ()
        return Found(recipe=recipe, tries=(), untried=untried, seconds=3.0)

    monkeypatch.setattr(_improve, "search", search)
    short = nw.improve(first, 50.0, out=tmp_path)
    assert short.result["why"] == TIME_UP
    assert "- not tried for want of time: a remedy\n" in short.journal.read_text()
    assert nw.improve(first, 50.0, out=tmp_path).result == short.result
    longer = nw.improve(first, LONG, out=tmp_path)
    assert longer.result["why"] == "no remedy changes this recipe"
    assert given[1] - given[0] == pytest.approx(600.0)
    assert nw.improve(first, 70.0, out=tmp_path).result == longer.result
    assert len(given) == 2


@pytest.mark.parametrize("minutes", [0, -1.0, float("nan"), float("inf"), "ten"])
def test_minutes_must_be_minutes(first, minutes):
    with pytest.raises(SettingError, match="minutes must be a number of minutes above 0"):
        nw.improve(first, minutes)


def test_too_few_minutes_name_the_least(first):
    with pytest.raises(
        SettingError, match=r"or more, for three pairs of trainings and the last one; got 1e-05"
    ):
        nw.improve(first, 1e-5)


def test_an_unfinished_run_is_refused(first, tmp_path):
    copy = shutil.copytree(first.path, tmp_path / "run", symlinks=True)
    (copy / "manifest.json").unlink()
    with pytest.raises(SettingError, match="run must be finished"):
        nw.improve(copy, LONG)


def test_a_run_without_val_rows_is_refused(first, monkeypatch):
    monkeypatch.setattr(nw.Run, "measures", {"train": {}, "test": {}})
    with pytest.raises(SettingError, match="one with val rows, by which remedies are chosen"):
        nw.improve(nw.load(first.path), LONG)


def test_data_that_moved_or_changed_are_refused(data, tmp_path):
    table = tmp_path / "people.csv"
    shutil.copy(data / "people.csv", table)
    run = nw.train(table, out=tmp_path, target="label", model="logistic", epochs=1, **PLAIN)
    table.write_text(table.read_text() + "40,40.0,Bath,no\n")
    with pytest.raises(DataError, match="must be as it was when the run began; got another digest"):
        nw.improve(run, LONG)
    table.unlink()
    with pytest.raises(DataError, match=r"people\.csv"):
        nw.improve(run, LONG)
    assert not list(tmp_path.glob("*-improve"))
