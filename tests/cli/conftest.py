"""Small data of every kind and four small runs, made once, and commands called in this process.

``place`` is a folder; tests change into it, so that a command line in a test is what a person
would type. Nothing below it is changed by a test: who must change a run takes ``copied``.
"""

import contextlib
import io
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

FAST = "--epochs 2 --plan fp32 --out runs"


@dataclass(frozen=True)
class Said:
    """What a command did: exit code, stdout, stderr."""

    code: int
    out: str
    err: str


def call(line: str | list[str]) -> Said:
    """Run one command here, with both of its streams caught."""
    from netwright.cli._run_command import run_command

    words = shlex.split(line) if isinstance(line, str) else line
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run_command(words)
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session", name="call")
def call_fixture():
    return call


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The folder with the data and the runs."""
    folder = tmp_path_factory.mktemp("place")
    with contextlib.chdir(folder):
        _tables()
        _pictures()
        _broken()
        runs = {
            "digits": "train digits --model logistic",
            "people": "train people.csv --target label --model mlp --set width=0.1",
            "houses": "train houses.csv --target price --model logistic",
            "photos": "train photos --model logistic",
        }
        for name, line in runs.items():
            done = call(f"{line} {FAST}")
            assert done.code == 0, done.err
            (path,) = Path("runs").glob(f"20*-{name}-*")
            path.rename(f"runs/{name}")
    return folder


@pytest.fixture
def place(made, monkeypatch):
    """The folder with the data and the runs; the test is in it."""
    monkeypatch.chdir(made)
    return made


@pytest.fixture
def copied(made, tmp_path):
    """A copy of a run that the test may change: ``copied("digits")``."""

    def copy(name):
        return Path(shutil.copytree(made / "runs" / name, tmp_path / name, symlinks=True))

    return copy


def _csv(name, header, rows):
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _tables():
    random = np.random.default_rng(1)
    people, houses = [], []
    for _ in range(120):
        age, hours = int(random.integers(18, 80)), round(float(random.normal(40, 9)), 2)
        town = ["Bath", "Leeds", "York"][random.integers(3)]
        people.append((age, hours, town, "yes" if age + hours > 88 else "no"))
        size = round(float(random.uniform(30, 200)), 1)
        houses.append((size, age, town, round(900 * size + 100 * age + 5_000, 1)))
    _csv("people.csv", "age,hours,town,label", people)
    _csv("houses.csv", "size,age,town,price", houses)
    _csv("one-class.csv", "age,hours,town,label", [(*row[:3], "no") for row in people])
    _csv("new-class.csv", "age,hours,town,label", [*people[:5], (40, 38.0, "Bath", "perhaps")])
    _csv("lacking.csv", "age,town", [(row[0], row[2]) for row in people[:3]])
    _csv("ids.csv", "id,label", [(f"x{i:03}", "ab"[i % 2]) for i in range(120)])
    _csv("three.csv", "age,label", [(1, "a"), (2, "b"), (3, "a")])
    _csv("dear.csv", "age,price", [*((i, i * 2) for i in range(60)), (61, "dear")])
    _csv("dearest.csv", "size,age,town,price", [(50.0, 30, "Bath", 1e300)])
    _csv("ragged.csv", "age,label", [(1, "a"), (2, "b"), (3, "a", "extra")])
    _csv("missing-picture.csv", "path,label", [("a.png", "x"), ("b.png", "y")])
    _csv("signed.csv", "x,y", [(i, i - 30.5) for i in range(60)])
    _csv("header-only.csv", "age,label", [])
    _csv("times.csv", "day,age,label", [("soon", i, "ab"[i % 2]) for i in range(60)])
    shots = [(f"photos/{c}/{c[0]}{i:02}.png", c) for c in ("dark", "light") for i in range(12)]
    _csv("paths.csv", "path,label", shots)
    Path("empty.csv").write_bytes(b"")
    Path("notes.docx").write_bytes(b"PK\x03\x04 not a table")
    Path("half.parquet").write_bytes(b"PAR1 and then nothing")
    Path("half.npz").write_bytes(b"PK\x03\x04 and then nothing")


def _picture(path, shade, seed):
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).integers(0, 60, (12, 10, 3))
    Image.fromarray((noise + shade).astype(np.uint8)).save(path)


def _pictures():
    for number in range(12):
        _picture(Path(f"photos/dark/d{number:02}.png"), 20, number)
        _picture(Path(f"photos/light/l{number:02}.png"), 180, 100 + number)
        _picture(Path(f"one-folder/dark/d{number:02}.png"), 20, number)
        for split, classes in (("train", "abc"), ("val", "ab")):
            for shade, name in enumerate(classes):
                _picture(Path(f"split/{split}/{name}/{number}.png"), 60 * shade, number)
        for split, classes in (("train", "ab"), ("test", "abz")):
            for shade, name in enumerate(classes):
                _picture(Path(f"added/{split}/{name}/{number}.png"), 60 * shade, number)
    Path("no-pictures/a").mkdir(parents=True)
    Path("no-pictures/a/readme.md").write_text("no picture here")
    Path("empty-folder").mkdir()


def _broken():
    shutil.copytree("photos", "broken")
    for path in sorted(Path("broken/dark").iterdir())[:3]:
        path.write_bytes(path.read_bytes()[:200])
    Path("broken.png").write_bytes(Path("broken/dark/d00.png").read_bytes())
    Path("words.png").write_text("these are words")
    Path("words.txt").write_text("these are words, not a picture\n")
