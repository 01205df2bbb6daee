import pytest
from PIL import Image

from bars import bar
from netwright import store
from netwright.api import Gallery, same_person
from netwright.errors import DataError, SettingError


def test_two_pictures_are_compared(bars_run):
    alike = same_person(bars_run, bar(3, 50), bar(3, 51))
    apart = same_person(bars_run, bar(3, 50), bar(10, 51))
    assert alike["score"] > apart["score"]
    assert alike["probability"] > apart["probability"]
    assert alike["same"] == (alike["score"] >= alike["threshold"])
    itself = same_person(str(bars_run.path), bar(3, 50), bar(3, 50))
    assert itself["score"] == pytest.approx(1.0)


def test_people_are_added_found_and_removed(bars_copy):
    gallery = Gallery(bars_copy)
    assert gallery.names == {}
    assert gallery.add("Ada", bar(3, 60)) == 1
    assert gallery.add("Bo", bar(10, 61), bar(10, 62)) == 2
    again = Gallery(bars_copy.path)
    assert again.names == {"Ada": 1, "Bo": 2}
    assert again.summary()["people"] == {"Ada": 1, "Bo": 2}
    answers = again.who(bar(3, 63), bar(10, 64))
    assert [next(iter(answer["alike"])) for answer in answers] == ["Ada", "Bo"]
    for answer in answers:
        assert answer["who"] in ("unknown", next(iter(answer["alike"])))
        assert (answer["who"] == "unknown") is (answer["score"] < answer["threshold"])
    assert again.remove("Bo") == 2
    assert Gallery(bars_copy).names == {"Ada": 1}
    assert again.remove("Ada") == 1
    with pytest.raises(DataError, match=r"must know somebody; got an empty gallery"):
        again.who(bar(3, 63))
    assert again.add("Cy", bar(5, 70)) == 1


def test_a_gallery_leaves_the_run_as_it_is_and_keeps_one_file_of_numbers(bars_copy):
    gallery = Gallery(bars_copy)
    for seed in range(3):
        gallery.add("Ada", bar(3, seed))
    assert store.is_whole(bars_copy.path)
    files = sorted(path.name for path in gallery.folder.iterdir() if path.name[0] != ".")
    assert len(files) == 2
    assert files[1] == "gallery.json"


@pytest.mark.parametrize("name", ["", "  ", "a\x1b[31m", "x" * 201, "unknown"])
def test_a_name_must_be_one(bars_copy, name):
    words = "name must be a printable name of 1 to 200 letters, and not unknown; got"
    with pytest.raises(SettingError, match=words):
        Gallery(bars_copy).add(name, bar(3, 60))


def test_what_cannot_be_done_is_said(bars_copy, runs):
    gallery = Gallery(bars_copy)
    with pytest.raises(SettingError, match=r"name must be one that is known: nobody; got 'Zed'"):
        gallery.remove("Zed")
    assert not gallery.folder.exists()
    with pytest.raises(DataError, match=r"inputs must hold a picture; got none"):
        gallery.add("Ada")
    folder = bars_copy.path.parent / "two"
    folder.mkdir()
    for number in range(2):
        Image.fromarray(bar(3, number)).save(folder / f"{number}.png")
    with pytest.raises(DataError, match=r"inputs must be two pictures; got 3"):
        same_person(bars_copy, folder, bar(3, 9))
    with pytest.raises(SettingError, match=r"run must be one of verification, not of image-clas"):
        Gallery(runs.photos)
