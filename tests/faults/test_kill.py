"""Kill it anywhere: after a resume every byte is that of a run nobody disturbed (R1, R12, R15)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from safetensors.torch import save_file

from bars import bars_folder
from boxed import boxed_folder
from netwright.models import encoder_network
from netwright.store import CRASH_POINTS
from paired import halves_folder, masks_folder
from styled import photos_folder, styling

LAB = Path(__file__).parent / "kill_lab.py"


def lab(folder, mode, count=0, timeout=280, **given):
    """The lab's lines, its first one about the undisturbed runs checked here."""
    more = [json.dumps({name: str(v) if name == "data" else v for name, v in given.items()})]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NETWRIGHT_CACHE": str(folder / "cache")}
    done = subprocess.run(
        [sys.executable, str(LAB), str(folder), mode, str(count), *(more if given else [])],
        capture_output=True,
        text=True,
        env=environment,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["undisturbed"]
    assert lines[0]["differs"] == ""  # equal commands give equal runs
    assert lines[0]["files"] > 12  # weights, optimiser and running mean of two checkpoints, ...
    return lines[1:]


def check_random_kills(folder, count, timeout):
    trials = lab(folder, "random", count, timeout)
    for trial in trials:
        print(f"kill {trial['trial']}: step {trial['step']}, inside training: {trial['inside']}")
    assert len(trials) == count
    assert [t for t in trials if t["code"] or t["differs"]] == []
    return sum(trial["inside"] for trial in trials)


@pytest.mark.timeout(300)
def test_ten_random_kills_change_no_byte(tmp_path):
    assert check_random_kills(tmp_path, 10, 280) >= 6


@pytest.mark.slow
@pytest.mark.timeout(5400)
def test_a_thousand_random_kills_change_no_byte(tmp_path):
    assert check_random_kills(tmp_path, 1000, 5300) >= 667


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    "passing", [2, pytest.param(0, marks=pytest.mark.slow)], ids=["second", "all"]
)
def test_a_kill_at_every_named_point_changes_no_byte(tmp_path, passing):
    trials = lab(tmp_path, "points", passing)
    assert {trial["point"] for trial in trials} == set(CRASH_POINTS)
    assert [t for t in trials if t["hit"] != -9] == []  # every point is reached, even five times
    assert [t for t in trials if t["code"] or t["differs"]] == []


def test_five_kills_of_one_run_change_no_byte(tmp_path):
    (trial,) = lab(tmp_path, "often", 5)
    assert trial["steps"] == sorted(trial["steps"])
    assert trial["steps"][-1] == trial["last"]
    assert (trial["code"], trial["differs"]) == (0, "")


def test_signals_save_leave_with_their_code_and_change_no_byte(tmp_path):
    trials = lab(tmp_path, "signals")
    assert [t["stopped"] for t in trials] == [143, 130, 138]
    assert [t for t in trials if t["code"] or t["differs"]] == []


@pytest.mark.parametrize("objective", ["margin", pytest.param("triplet", marks=pytest.mark.slow)])
def test_kills_of_verification_change_no_byte(tmp_path, objective):
    data = bars_folder(tmp_path / "bars")  # the order of triplets is the task's own
    given = {"task": "verification", "objective": objective, "batch_size": 12, "augment": "flip"}
    (trial,) = lab(tmp_path / "runs", "often", 3, data=data, **given)
    assert trial["steps"] == sorted(trial["steps"])
    assert (trial["code"], trial["differs"]) == (0, "")


@pytest.mark.parametrize("model", ["yolo", pytest.param("yolo:speedrun", marks=pytest.mark.slow)])
def test_kills_of_detection_change_no_byte(tmp_path, model):
    data = boxed_folder(tmp_path / "boxed", train=24, val=6, test=6)
    begun = {} if model == "yolo" else {"pretrained": str(speedrun_weights(tmp_path))}
    given = {
        **begun,
        "model": model,
        "batch_size": 8,
        "augment": "flip+crop:6",
        "mosaic": 0.5,
        "dropout": 0.0,
        "width": 0.25,
    }
    (trial,) = lab(tmp_path / "runs", "often", 3, data=data, **given)
    assert trial["steps"] == sorted(trial["steps"])
    assert (trial["code"], trial["differs"]) == (0, "")


def speedrun_weights(folder):
    """A file of a speedrun's weights, a quarter as wide."""
    path = folder / "speedrun.safetensors"
    save_file(dict(encoder_network("speedrun", 3, width=0.25).state_dict()), path)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("made", [False, True], ids=["masks", "pictures"])
def test_kills_of_image_to_image_change_no_byte(tmp_path, made):
    grow = halves_folder if made else masks_folder
    own = {"adversarial": 0.01} if made else {"void": "11"}
    given = {"task": "image-to-image", "batch_size": 8, "augment": "flip", **own}
    (trial,) = lab(tmp_path / "runs", "often", 3, data=grow(tmp_path / "pairs"), **given)
    assert trial["steps"] == sorted(trial["steps"])
    assert (trial["code"], trial["differs"]) == (0, "")


def test_kills_of_a_style_that_is_learned_change_no_byte(tmp_path):
    looks = styling(tmp_path / "styles")
    given = {
        "task": "style",
        "style": str(looks.style),
        "features": str(looks.run),
        "side": 32,
        "width": 0.25,
        "batch_size": 4,
        "augment": "flip",
        "dropout": 0.0,
    }
    data = photos_folder(tmp_path / "photos", 24)
    (trial,) = lab(tmp_path / "runs", "often", 3, data=data, **given)
    assert trial["steps"] == sorted(trial["steps"])
    assert (trial["code"], trial["differs"]) == (0, "")
