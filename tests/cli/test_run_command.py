"""Exit codes, each by a real case (R52), and what a command leaves behind when it is stopped."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from netwright import store

SLOWLY = "--model logistic --plan fp32 --epochs 8"


@pytest.fixture
def stopped(made, tmp_path, call, monkeypatch):
    """Train on a copy of the photos, send this process a signal after a step or two."""
    import netwright.training._loop as loop
    from netwright.cli._output import Output

    monkeypatch.chdir(tmp_path)
    shutil.copytree(made / "photos", "photos")

    def stop(number):
        with monkeypatch.context() as patched:
            patched.setattr(loop, "WATCH_SECONDS", 0.0)
            patched.setattr(Output, "watch", lambda self, at: os.kill(os.getpid(), number))
            return call(f"train photos {SLOWLY}")

    return stop


def _run():
    (run,) = Path("runs").iterdir()
    return run


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_training_says_how_to_go_on(stopped, call, number, code):
    done = stopped(number)
    assert (done.code, done.out) == (code, "")
    assert "saved after step" in done.err
    assert f"netwright train --resume {_run()}" in done.err
    assert call(f"verify {_run()}").out.endswith("(unfinished)\n")
    early = call(f"evaluate {_run()}")
    assert (early.code, "run must be finished; got" in early.err) == (2, True)


def test_a_resume_ends_the_run_and_a_second_one_does_nothing(stopped, call):
    assert stopped(signal.SIGINT).code == 130
    again = call(["train", "--resume", str(_run())])
    assert (again.code, "8 of 8" in again.err) == (0, True)
    assert "is finished; nothing was done" in call(f"train --resume {_run()}").err


def test_a_resume_after_the_data_changed_is_refused(stopped, call, made):
    stopped(signal.SIGINT)
    shutil.copy("photos/dark/d00.png", "photos/dark/d01.png")
    done = call(f"train --resume {_run()}")
    assert done.code == 65
    assert "photos must be as it was when the run began; got another digest" in done.err
    assert "put the data back as they were, or train anew" in done.err


def test_a_run_that_is_held_is_not_resumed(stopped, call):
    stopped(signal.SIGTERM)
    with store.locked(_run()):
        done = call(f"train --resume {_run()}")
    assert done.code == 69
    assert f"must be free; got: held by process {os.getpid()}" in done.err
    assert "wait for that process" in done.err


def test_a_resume_without_a_whole_checkpoint_names_them(stopped, call):
    stopped(signal.SIGINT)
    for path in _run().glob("checkpoints/step-*/weights.safetensors"):
        path.write_bytes(b"")
    done = call(f"train --resume {_run()}")
    assert done.code == 74
    assert "must hold a whole checkpoint; got step-" in done.err
    assert "the recipe is in recipe.toml" in done.err
    assert call(f"verify {_run()}").code == 74


def test_what_works_leaves_with_0_and_what_cannot_be_reproduced_with_1(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"{i},{'ab'[i > 30]}\n" for i in range(60))
    Path("t.csv").write_text("x,label\n" + rows)
    assert call("train t.csv --target label --model logistic --epochs 1 --plan fp32").code == 0
    assert call(f"reproduce {_run()}").out == "identical\n"
    Path("t.csv").write_text("x,label\n" + rows.replace("12,", "13,"))
    done = call(f"reproduce {_run()}")
    assert (done.code, done.out.splitlines()[0]) == (1, "first difference: the data: digest")
    Path("t.csv").unlink()
    gone = call(f"reproduce {_run()}")
    assert (gone.code, "t.csv must be a path or the name" in gone.err) == (65, True)


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ValueError("surprise"), 70, "netwright: ValueError: surprise\nthis is a bug in netwright"),
        (PermissionError(13, "Permission denied", "a/b"), 74, "netwright: a/b: Permission denied"),
        (OSError("odd"), 74, "netwright: a file: odd"),
        (KeyboardInterrupt(), 130, "netwright: stopped"),
    ],
)
def test_what_nobody_foresaw_has_a_code_too(call, monkeypatch, error, code, words):
    from netwright import api

    def fail():
        raise error

    monkeypatch.setattr(api, "list_tasks", fail)
    done = call("tasks")
    assert (done.code, done.out) == (code, "")
    assert words in done.err
    assert ("Traceback" in done.err) == (code == 70)


def test_a_broken_pipe_is_left_to_main(call, monkeypatch):
    from netwright import api

    monkeypatch.setattr(api, "list_tasks", lambda: (_ for _ in ()).throw(BrokenPipeError()))
    with pytest.raises(BrokenPipeError):
        call("tasks")
