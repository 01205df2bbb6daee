"""Small data of every kind and a small run of each, made once; who changes a run copies it.

Runs that take long are made by one of the processes the tests run in, and loaded by the others.
"""

import csv
import fcntl
import os
import shutil
import warnings
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image

import netwright as nw
from bars import bars_folder
from boxed import boxed_folder
from paired import halves_folder, masks_folder
from styled import LEARNED, photos_folder, styling

FAST = {"epochs": 2, "plan": "fp32"}
HEADERS = {"people": "age,hours,town,label", "houses": "size,age,town,price"}


def _tables(folder):
    random = np.random.default_rng(1)
    rows = {"people": [], "houses": []}
    for _ in range(120):
        age, hours = int(random.integers(18, 80)), round(float(random.normal(40, 9)), 2)
        town = ["Bath", "Leeds", "York"][random.integers(3)]
        size = round(float(random.uniform(30, 200)), 1)
        rows["people"].append((age, hours, town, "yes" if age + hours > 88 else "no"))
        rows["houses"].append((size, age, town, round(900 * size + 100 * age + 5_000, 1)))
    for name, header in HEADERS.items():
        lines = [header, *(",".join(map(str, row)) for row in rows[name])]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")


def _photos(folder):
    random = np.random.default_rng(2)
    for shade, name in ((20, "dark"), (180, "light")):
        (folder / "photos" / name).mkdir(parents=True)
        for number in range(14):
            pixels = (random.integers(0, 60, (12, 10, 3)) + shade).astype(np.uint8)
            Image.fromarray(pixels).save(folder / "photos" / name / f"{number:02}.png")


@pytest.fixture(scope="session")
def data(tmp_path_factory):
    """The folder with the data."""
    folder = tmp_path_factory.mktemp("data")
    _tables(folder)
    _photos(folder)
    return folder


@pytest.fixture(scope="session")
def runs(data, tmp_path_factory):
    """A run of each kind: people, houses, photos."""
    out, threads = tmp_path_factory.mktemp("runs"), torch.get_num_threads()
    made = SimpleNamespace(
        out=out,
        people=nw.train(
            data / "people.csv", out=out, target="label", model="mlp", width=0.1, **FAST
        ),
        houses=nw.train(data / "houses.csv", out=out, target="price", model="logistic", **FAST),
        photos=nw.train(data / "photos", out=out, model="logistic", **FAST),
    )
    torch.set_num_threads(threads)  # training chose its own; small tests wait for theirs
    return made


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """A run that one process trains for all: ``once(name, grow, **settings)``, grow makes data."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def made(name, grow, **settings):
        place, threads = shared / f"{name}.txt", torch.get_num_threads()
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not place.exists():
                folder = shared / name
                folder.mkdir()
                run = nw.train(grow(folder / name), out=folder / "runs", **settings)
                place.write_text(str(run.path))
        torch.set_num_threads(threads)  # training chose its own; small tests wait for theirs
        return nw.load(place.read_text())

    return made


@pytest.fixture(scope="session")
def bars_run(once):
    """A small run of verification on people made of bars."""
    return once(
        "people",
        bars_folder,
        task="verification",
        epochs=15,
        plan="fp32",
        width=0.5,
        augment="none",
    )


@pytest.fixture
def bars_copy(bars_run, tmp_path):
    """A copy of that run, beside which a gallery may be made."""
    return nw.load(shutil.copytree(bars_run.path, tmp_path / "run", symlinks=True))


@pytest.fixture
def copied(runs, tmp_path):
    """A copy of a run that the test may change: ``copied("photos")``."""

    def copy(name):
        path = getattr(runs, name).path
        return Path(shutil.copytree(path, tmp_path / name, symlinks=True))

    return copy


@pytest.fixture(scope="session")
def people(data):
    """The rows of the table without their labels, as a person would hand them in."""
    rows = list(csv.DictReader((data / "people.csv").read_text().splitlines()))
    return [{k: v for k, v in row.items() if k != "label"} for row in rows]


@pytest.fixture(scope="session")
def trained():
    """A run as the end of its training knew it, with changes: ``trained(runs.people)``."""
    from netwright.api._diagnose_reached import reached
    from netwright.api._score import score
    from netwright.api._verdict_facts import Trained

    def make(run, **changes):
        found = reached(run.path)
        given = {
            "learned": found.prepared.learned,
            "weights": found.weights,
            "scored": score(found.prepared, found.weights),
            "history": found.history,
            "steps": found.steps,
            "multiply_adds": 100,
        }
        return Trained(**given | changes)

    return make


@pytest.fixture(scope="module")
def keras():
    """Keras on torch; tests that need it are skipped where it is not installed."""
    with pytest.MonkeyPatch.context() as patch, warnings.catch_warnings(action="ignore"):
        patch.setenv("KERAS_BACKEND", "torch")
        return pytest.importorskip("keras", reason="keras is not installed")


@pytest.fixture(scope="session")
def boxed_run(once):
    """A small run of detection on bright boxes."""
    return once(
        "boxed",
        boxed_folder,
        epochs=12,
        plan="fp32",
        width=0.5,
        augment="flip",
        evaluations=4,
    )


@pytest.fixture(scope="session")
def masks_run(once):
    """A small run of image to image on masks of suns and seas."""
    return once(
        "masks",
        masks_folder,
        void="11",
        epochs=25,
        learning_rate=1e-2,
        ema=0.9,
        plan="fp32",
        width=0.34,
        evaluations=4,
    )


@pytest.fixture(scope="session")
def halves_run(once):
    """A small run of image to image with a discriminator, from drawings to photographs."""
    return once(
        "halves",
        halves_folder,
        task="image-to-image",
        adversarial=0.01,
        epochs=40,
        batch_size=4,
        learning_rate=5e-3,
        ema=0.9,
        plan="fp32",
        width=0.34,
        evaluations=2,
    )


@pytest.fixture(scope="session")
def styles(tmp_path_factory):
    """Two pictures and a network that looks at them."""
    return styling(tmp_path_factory.mktemp("styles"))


@pytest.fixture(scope="session")
def style_run(styles, tmp_path_factory):
    """A small run that learned to paint; not shared, since a test changes its painting a while."""
    folder, threads = tmp_path_factory.mktemp("photos"), torch.get_num_threads()
    done = nw.train(
        photos_folder(folder / "photos"),
        task="style",
        style=str(styles.style),
        features=str(styles.run),
        out=folder / "runs",
        **LEARNED,
    )
    torch.set_num_threads(threads)
    return done
