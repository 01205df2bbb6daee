"""The user's data are read-only: no command changes a byte, a time or a name of them (R19).

Nor does a command need another machine (R55): the whole suite runs where none can be reached.
"""

import shutil
import socket
from pathlib import Path

import pytest

FAST = "--model logistic --epochs 1 --plan fp32 --out out"
DATA = {
    "photos": ("photos", ["photos", "photos/dark/d01.png"]),
    "people": ("people.csv --target label --test later.csv", ["later.csv"]),
    "paths": ("paths.csv --target label", ["photos"]),
    "split": ("whole", ["whole/val"]),
}


def _tree(folder):
    """Name -> kind, rights, time and bytes of everything below a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        at = path.lstat()
        content = path.read_bytes() if path.is_file() else b""
        found[path.relative_to(folder)] = (at.st_mode, at.st_mtime_ns, at.st_nlink, content)
    return found


@pytest.fixture
def data(made, tmp_path, monkeypatch):
    """A folder of data without any right to write."""
    folder = tmp_path / "data"
    shutil.copytree(made / "photos", folder / "photos")
    for name in ("people.csv", "paths.csv"):
        shutil.copy(made / name, folder)
    shutil.copy(made / "people.csv", folder / "later.csv")
    for split in ("train", "val"):
        shutil.copytree(made / "split" / "train", folder / "whole" / split)
    (folder / "whole" / ".DS_Store").write_bytes(b"left by a Mac")
    for path in [*folder.rglob("*"), folder]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.chdir(folder)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)


@pytest.mark.parametrize("name", DATA)
def test_no_command_changes_the_data(data, call, tmp_path, name):
    line, inputs = DATA[name]
    before, times = _tree(data), data.stat().st_mtime_ns
    out = FAST.replace("--out out", f"--out {tmp_path}/runs")
    assert call(f"inspect {line}").code == 0
    assert call(f"train {line} {out}").code == 0
    (run,) = (tmp_path / "runs").iterdir()
    for command in (
        f"evaluate {run}",
        f"predict {run} {' '.join(inputs)}",
        f"compare {run} {run}",
        f"verify {run}",
        f"reproduce {run}",
        f"train --resume {run}",
        f"explain {run}",
    ):
        done = call(command)
        assert done.code == 0, done.err
    assert _tree(data) == before
    assert data.stat().st_mtime_ns == times


def test_a_finished_run_is_not_changed_by_being_used(place, call):
    run = Path("runs/people")
    before = _tree(run)
    for line in (
        "evaluate R",
        "predict R people.csv",
        "compare R R",
        "verify R",
        "reproduce R",
        "explain R",
    ):
        assert call(line.replace("R", str(run))).code == 0
    assert _tree(run) == before


def test_no_machine_can_be_reached_from_here():
    """What proves that everything above works without a network."""
    with pytest.raises(RuntimeError, match="the network is banned in the tests"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
