import json
from types import SimpleNamespace

import pytest

from netwright.actions import Causes, Known
from netwright.api._improve_folder import (
    Begun,
    folder_of,
    manifest_of,
    read_begun,
    read_result,
    write_begun,
    write_result,
)
from netwright.errors import DamageError, DataError


@pytest.fixture
def run(tmp_path):
    path = tmp_path / "runs" / "one"
    path.mkdir(parents=True)
    (path / "manifest.json").write_text("{}")
    return SimpleNamespace(path=path)


def _begun(run):
    return Begun(
        run=str(run.path),
        manifest=manifest_of(run),
        seed=3,
        seconds=1.5,
        causes=Causes(first="LR_HIGH", others=("DEAD_RELU",), strategy=("VARIANCE",)),
        known=Known(inferred={"epochs": 3.0}, optimisers={"adamw": {}}, rate=0.1, channels=1),
    )


def test_a_search_lies_beside_its_run_or_where_it_is_asked_for(run, tmp_path):
    assert folder_of(run, None, 0) == tmp_path / "runs" / "one-improve"
    assert folder_of(run, tmp_path / "out", 2) == tmp_path / "out" / "one-improve-seed2"


def test_what_it_began_with_is_read_back(run, tmp_path):
    folder = folder_of(run, None, 0)
    write_begun(folder, _begun(run))
    assert read_begun(folder, run) == _begun(run)


def test_another_run_of_that_name_is_refused(run):
    folder = folder_of(run, None, 0)
    write_begun(folder, _begun(run))
    (run.path / "manifest.json").write_text('{"other": 1}')
    with pytest.raises(DataError, match="began with; got another"):
        read_begun(folder, run)


@pytest.mark.parametrize("values", [{}, [1], {"causes": {}, "known": {"colour": 1}}])
def test_other_words_are_refused(run, values):
    folder = folder_of(run, None, 0)
    write_begun(folder, _begun(run))
    (folder / "improve.json").write_text(json.dumps(values))
    with pytest.raises(DamageError, match="must hold what the search began with; got"):
        read_begun(folder, run)


def test_how_it_ended_is_read_back_or_refused(tmp_path):
    assert read_result(tmp_path) is None
    ended = {"run": "a", "why": "the time was up", "minutes": 3.0}
    write_result(tmp_path, ended)
    assert read_result(tmp_path) == ended
    write_result(tmp_path, {"run": "a"})
    with pytest.raises(DamageError, match="must hold how the search ended; got something else"):
        read_result(tmp_path)
