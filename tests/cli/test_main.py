"""The program in processes of its own: what help costs, streams, exit codes, closed pipes."""

import importlib.util
import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from netwright.cli import main

ROOT = Path(__file__).resolve().parents[2]
ESCAPE = "\x1b"
LOADED = """
import json, runpy, sys
sys.argv = ["netwright", *sys.argv[1:]]
try:
    runpy.run_module("netwright", run_name="__main__")
except SystemExit as end:
    heavy = {"torch", "pydantic", "polars", "numpy", "sklearn", "cyclopts", "rich"}
    print(json.dumps([end.code, sorted(heavy & set(sys.modules))]), file=sys.stderr)
"""


NO_SOCKETS = """
import runpy, sys
def refuse(event, arguments):
    if event == "socket.__new__":
        raise RuntimeError("a socket was opened")
sys.addaudithook(refuse)
sys.argv = ["netwright", *sys.argv[1:]]
runpy.run_module("netwright", run_name="__main__")
"""


def _python(*arguments, **options):
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, **options
    )


def _help_text():
    return (ROOT / "src" / "netwright" / "cli" / "help.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [[], ["--help"], ["-h"], ["help"]])
def test_help_is_the_text_made_beforehand(capsys, words):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert (end.value.code, capsys.readouterr().out) == (0, _help_text())


def test_help_imports_nothing_heavy():
    done = _python("-c", LOADED, "--help")
    assert done.stdout == _help_text()
    assert json.loads(done.stderr) == [0, []]


@pytest.mark.parametrize("words", [["train", "--help"], ["verify", "-h"], ["trian"], ["--version"]])
def test_no_word_about_a_command_needs_torch(words):
    done = _python("-c", LOADED, *words)
    code, heavy = json.loads(done.stderr.splitlines()[-1])
    assert code == (2 if words == ["trian"] else 0)
    assert not {"torch", "polars", "sklearn", "pydantic"} & set(heavy)
    assert done.stdout or done.stderr.startswith("netwright: ")


def test_the_text_of_help_is_current():
    spec = importlib.util.spec_from_file_location("make_help", ROOT / "docs" / "make_help.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.help_text() == _help_text(), "run: make format"


def test_the_version_is_that_of_the_package(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert (end.value.code, capsys.readouterr().out) == (0, version("netwright") + "\n")


def test_without_arguments_of_its_own_it_reads_the_command_line(capsys, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["netwright", "verify", "nowhere"])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (2, "")
    assert said.err.startswith("netwright: run must be a run folder of netwright; got 'nowhere'\n")


def test_a_training_in_a_process_of_its_own(made, tmp_path):
    """stdout holds the result and nothing else; progress on stderr; no escape codes, no socket."""
    line = "train photos --model logistic --epochs 2 --plan fp32 --json"
    env = {**os.environ, "TERM": "xterm-256color"}
    done = _python("-c", NO_SOCKETS, *line.split(), "--out", str(tmp_path), cwd=made, env=env)
    assert done.returncode == 0, done.stderr
    assert Path(json.loads(done.stdout)["run"]).parent == tmp_path
    assert "step 2 of 2" in done.stderr
    assert ESCAPE not in done.stdout + done.stderr


def test_a_reader_that_has_gone_ends_the_command():
    """As in ``netwright --help | true``."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "netwright", "--help"]
    try:
        done = subprocess.run(
            command, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False
        )
    finally:
        os.close(writing)
    assert (done.returncode, done.stderr) == (74, b"")
