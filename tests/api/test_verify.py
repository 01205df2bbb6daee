import pytest

import netwright as nw
from netwright.errors import SettingError
from netwright.store import Damage


def test_a_whole_run_has_no_damage(runs):
    done = nw.verify(runs.people.path)
    assert (done.finished, done.damages) == (True, ())


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("recipe.toml", "missing"),
        ("model/model.json", "missing"),
        ("card.md", "changed"),
        ("verdicts.json", "changed"),
    ],
)
def test_damage_is_named(copied, name, problem):
    folder = copied("people")
    if problem == "missing":
        (folder / name).unlink()
    else:
        (folder / name).write_text("other words")
    assert nw.verify(folder).damages == (Damage(name, problem),)


@pytest.mark.parametrize("content", [b"", b"[]", b'{"files": 3, "links": {}}', b"\xff"])
def test_a_broken_manifest_is_named(copied, content):
    folder = copied("people")
    (folder / "manifest.json").write_bytes(content)
    assert nw.verify(folder).damages == (Damage("manifest.json", "changed"),)


def test_an_unfinished_run_is_checked_by_its_checkpoints(copied):
    folder = copied("people")
    (folder / "manifest.json").unlink()
    assert nw.verify(folder).damages == ()
    assert nw.verify(folder).finished is False
    last = sorted((folder / "checkpoints").glob("step-*"))[-1]
    (last / "state.json").write_text("{}")
    name = f"checkpoints/{last.name}/state.json"
    assert nw.verify(folder).damages == (Damage(name, "changed"),)


def test_what_is_no_run_is_refused(tmp_path):
    with pytest.raises(SettingError, match="run must be a run folder of netwright"):
        nw.verify(tmp_path)


def test_a_run_is_reproduced_to_the_byte(runs):
    for run in (runs.people, runs.houses, runs.photos):
        done = nw.reproduce(run.path)
        assert (done.identical, done.difference, done.because) == (True, "", ())


def test_a_difference_in_a_file_is_named(copied):
    folder = copied("people")
    text = (folder / "history.jsonl").read_text()
    (folder / "history.jsonl").write_text(text.replace("1", "2", 1))
    assert nw.reproduce(folder).difference == "history.jsonl"


def test_a_difference_in_the_data_is_named_before_training(data, tmp_path):
    source = tmp_path / "t.csv"
    source.write_bytes((data / "people.csv").read_bytes())
    settings = {"target": "label", "model": "logistic", "epochs": 1, "plan": "fp32"}
    run = nw.train(source, out=tmp_path, **settings)
    content = source.read_bytes()
    source.write_bytes(content[:-3] + bytes([content[-3] ^ 1]) + content[-2:])
    watched = []
    done = nw.reproduce(run.path, watch=watched.append)
    assert (done.identical, done.difference, watched) == (False, "the data: digest", [])


def test_another_verdict_is_a_difference_and_a_missing_one_is_an_older_run(copied):
    folder = copied("people")
    text = (folder / "verdicts.json").read_text()
    (folder / "verdicts.json").write_text(text.replace("healthy", "ill", 1))
    assert nw.reproduce(folder).difference == "verdicts.json"
    (folder / "verdicts.json").unlink()
    assert nw.reproduce(folder).identical
