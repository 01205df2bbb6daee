import dataclasses
import json
import shutil

import numpy as np
import pytest
from PIL import Image

import netwright as nw
from netwright import store
from netwright.api import Gallery, same_person
from netwright.api._gallery import Known, embedded
from netwright.errors import DamageError, DataError, SettingError


def bar(person, seed):
    pixels = np.random.default_rng(seed).integers(0, 60, (16, 16), dtype=np.uint8)
    pixels[person] += np.uint8(150)
    return pixels


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A small run on bars: a person is where the bar is. Rows 12 to 15 are never seen."""
    folder = tmp_path_factory.mktemp("bars")
    for person in range(12):
        (folder / f"p{person}").mkdir()
        for picture in range(6):
            Image.fromarray(bar(person, picture)).save(folder / f"p{person}" / f"{picture}.png")
    out = tmp_path_factory.mktemp("runs")
    return nw.train(
        folder, task="verification", out=out, epochs=15, plan="fp32", width=0.5, augment="none"
    )


@pytest.fixture
def run(trained, tmp_path):
    return nw.load(shutil.copytree(trained.path, tmp_path / "run", symlinks=True))


def test_embeddings_have_length_1_and_a_name_each(run):
    names, rows = embedded(run, (bar(3, 50), bar(4, 51)))
    assert names == ["input 0", "input 1"]
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1.0, rtol=1e-5)


def test_two_pictures_are_compared(run):
    alike = same_person(run, bar(3, 50), bar(3, 51))
    apart = same_person(run, bar(3, 50), bar(10, 51))
    assert alike["score"] > apart["score"]
    assert alike["probability"] > apart["probability"]
    assert alike["same"] == (alike["score"] >= alike["threshold"])
    assert same_person(run, bar(3, 50), bar(3, 50))["score"] == pytest.approx(1.0)


def test_people_are_added_found_and_removed(run):
    gallery = Gallery(run)
    assert gallery.names == {}
    assert gallery.add("Ada", bar(3, 60)) == 1
    assert gallery.add("Bo", bar(10, 61), bar(10, 62)) == 2
    again = Gallery(run.path)
    assert again.names == {"Ada": 1, "Bo": 2}
    answers = again.who(bar(3, 63), bar(10, 64))
    assert [next(iter(answer["alike"])) for answer in answers] == ["Ada", "Bo"]
    for answer in answers:
        assert answer["who"] in ("unknown", next(iter(answer["alike"])))
        assert (answer["who"] == "unknown") is (answer["score"] < answer["threshold"])
    assert again.remove("Bo") == 2
    assert Gallery(run).names == {"Ada": 1}
    assert again.remove("Ada") == 1
    with pytest.raises(DataError, match=r"must know somebody; got an empty gallery"):
        again.who(bar(3, 63))
    assert again.add("Cy", bar(5, 70)) == 1


def test_somebody_unlike_all_is_unknown(run):
    gallery = Gallery(run)
    gallery.add("Ada", bar(3, 60))
    gallery.task = dataclasses.replace(gallery.task, threshold=2.0)
    assert gallery.who(bar(3, 60))[0]["who"] == "unknown"


def test_a_gallery_leaves_the_run_as_it_is_and_keeps_one_file_of_numbers(run):
    gallery = Gallery(run)
    for seed in range(3):
        gallery.add("Ada", bar(3, seed))
    assert store.is_whole(run.path)
    files = sorted(path.name for path in gallery.folder.iterdir() if path.name[0] != ".")
    assert len(files) == 2
    assert files[1] == "gallery.json"


def test_another_model_refuses_it(run):
    gallery = Gallery(run)
    gallery.add("Ada", bar(3, 60))
    index = gallery.folder / "gallery.json"
    facts = json.loads(index.read_text())
    index.write_text(json.dumps({**facts, "model": "0" * 64}))
    with pytest.raises(DamageError, match=r"must be a gallery of this run's model; got that of"):
        Gallery(run)


@pytest.mark.parametrize(
    "changed",
    [
        {"embeddings": "../../secret.safetensors"},
        {"embeddings": 3},
        {"names": ["Ada", "Bo"]},
        {"names": [1]},
        {"names": "A"},
    ],
)
def test_a_gallery_that_does_not_fit_together_is_refused(run, changed):
    gallery = Gallery(run)
    gallery.add("Ada", bar(3, 60))
    index = gallery.folder / "gallery.json"
    index.write_text(json.dumps({**json.loads(index.read_text()), **changed}))
    with pytest.raises(DamageError, match=r"must hold a name for each embedding; got others"):
        Gallery(run)


@pytest.mark.parametrize("facts", [[], {"format": 1}, {"format": 2, "extra": 0}])
def test_a_file_that_is_no_gallery_is_refused(run, facts):
    gallery = Gallery(run)
    gallery.add("Ada", bar(3, 60))
    (gallery.folder / "gallery.json").write_text(json.dumps(facts))
    with pytest.raises(DamageError, match=r"must hold a gallery of format 1; got another"):
        Gallery(run)


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[31m", "x" * 201, "unknown"])
def test_a_name_must_be_one(run, name):
    words = "name must be a printable name of 1 to 200 letters, and not unknown; got"
    with pytest.raises(SettingError, match=words):
        Gallery(run).add(name, bar(3, 60))


def test_what_cannot_be_done_is_said(run, runs):
    gallery = Gallery(run)
    with pytest.raises(SettingError, match=r"name must be one that is known: nobody; got 'Zed'"):
        gallery.remove("Zed")
    with pytest.raises(DataError, match=r"inputs must hold a picture; got none"):
        gallery.add("Ada")
    folder = run.path.parent / "two"
    folder.mkdir()
    for number in range(2):
        Image.fromarray(bar(3, number)).save(folder / f"{number}.png")
    with pytest.raises(DataError, match=r"inputs must be two pictures; got 3"):
        same_person(run, folder, bar(3, 9))
    with pytest.raises(SettingError, match=r"run must be one of verification, not of image-clas"):
        Gallery(runs.photos)


def test_rows_of_one_name_go_together():
    rows = np.arange(6, dtype=np.float32).reshape(3, 2)
    known = Known((), np.empty((0, 0), np.float32)).add("a", rows[:1]).add("b", rows[1:])
    known = known.add("a", rows[:1])
    assert known.counts() == {"a": 2, "b": 2}
    left = known.remove("a")
    assert left.names == ("b", "b")
    np.testing.assert_array_equal(left.embeddings, rows[1:])
