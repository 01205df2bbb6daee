"""Kill a picture in the making: when it is done every byte is that of one nobody disturbed."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from netwright import api
from styled import styling

SAME = ("result.png", "history.jsonl", "verdicts.json", "result.json")
SIZES = ["--sizes", "64,96", "--evaluations", "200,200", "--style-weight", "5"]


def command(words, folder):
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    line = [sys.executable, "-m", "netwright", "stylize", *map(str, words), "--quiet"]
    return subprocess.Popen(
        line, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def killed(process, out, lines):
    """Kill the process once the history of the run in a folder has so many lines."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        if any(x.read_bytes().count(b"\n") >= lines for x in out.glob("20*/history.jsonl")):
            break
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode


def files(folder):
    """Every file of a run but what holds clocks, places and the run's name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        and path.name not in ("timing.jsonl", "report.html", "manifest.json", "environment.json")
        and not path.name.startswith(".")
    }


@pytest.mark.timeout(120)
def test_two_kills_of_one_picture_change_no_byte(tmp_path):
    styles = styling(tmp_path)
    given = [styles.content, styles.style, "--features", styles.run, *SIZES]
    process = command([*given, "--out", "whole", "--json"], tmp_path)
    said, wrong = process.communicate(timeout=90)
    assert process.returncode == 0, wrong
    whole = tmp_path / json.loads(said)["run"]

    out = tmp_path / "killed"
    assert killed(command([*given, "--out", "killed"], tmp_path), out, 13) == -signal.SIGKILL
    (run,) = out.glob("20*")
    assert not (run / "manifest.json").exists()
    steps = (whole / "history.jsonl").read_bytes().count(b"\n")
    again = command(["--resume", run], tmp_path)
    assert killed(again, out, steps * 3 // 4) == -signal.SIGKILL
    assert not (run / "manifest.json").exists()
    api.resume_style(run)
    assert files(run) == files(whole)
    assert {name for name in files(run) if "/" not in name} >= set(SAME)
