import numpy as np
import pytest
from PIL import Image

import netwright as nw
from netwright.api._decided import decided_task
from netwright.api._people import named_answers
from netwright.errors import DataError, RecipeError, SettingError
from netwright.tasks import Verification
from netwright.training import Evaluated


def faces(folder, people=15, each=5, first=0):
    """Pictures of bars: a person is where the bar is."""
    draws = np.random.default_rng(first)
    for person in range(first, first + people):
        (folder / f"p{person}").mkdir(parents=True)
        for picture in range(each):
            pixels = draws.integers(0, 60, (16, 16), dtype=np.uint8)
            pixels[person % 15] += np.uint8(150)
            Image.fromarray(pixels).save(folder / f"p{person}" / f"{picture}.png")
    return folder


def prepared(path, **settings):
    return nw.inspect(path, **{"task": "verification", **settings}).prepared


def who(done, split):
    return set(done.examples.arrays["label"][done.examples.rows(split)].tolist())


def test_nobody_is_in_two_splits(tmp_path):
    done = prepared(faces(tmp_path / "faces"), seed=3)
    people = [who(done, split) for split in ("train", "val", "test")]
    assert len(set().union(*people)) == sum(map(len, people)) == 15
    assert people[0] == set(range(9)), "those who train are numbered first"
    assert isinstance(done.task, Verification)
    assert len(done.task.people) == 9
    names = {done.examples.names[row].split("/")[0] for row in done.examples.rows("train")}
    assert names == set(done.task.people)
    assert done.recipe.settings.task == "verification"
    assert done.recipe.settings.model == "embedder"
    assert done.data["classes"][done.task.people[0]] == {"train": 5, "val": 0, "test": 0}


def test_another_seed_gives_other_people_and_the_same_seed_the_same(tmp_path):
    faces(tmp_path / "faces")
    held = [prepared(tmp_path / "faces", seed=seed).data["held_out"] for seed in (1, 1, 2)]
    assert held[0] == held[1]
    assert held[0] != held[2]


def test_people_that_the_source_splits_stay_where_they_are(tmp_path):
    faces(tmp_path / "faces" / "train", people=10)
    faces(tmp_path / "faces" / "test", people=4, first=10)
    done = prepared(tmp_path / "faces")
    names = {done.examples.names[row].split("/")[1] for row in done.examples.rows("test")}
    assert names == {"p10", "p11", "p12", "p13"}
    assert not who(done, "val") & (who(done, "train") | who(done, "test"))


def test_people_who_share_a_picture_stay_together(tmp_path):
    folder = faces(tmp_path / "faces")
    (folder / "p1" / "0.png").write_bytes((folder / "p2" / "0.png").read_bytes())
    done = prepared(folder)
    rows = {name.split("/")[0]: row for row, name in enumerate(done.examples.names)}
    split = {row: name for name, taken in done.examples.splits.items() for row in taken.tolist()}
    assert split[rows["p1"]] == split[rows["p2"]]


@pytest.mark.parametrize(
    ("people", "each", "words"),
    [
        (1, 8, "must have pictures of 2 people or more to train on; got 1"),
        (15, 1, "train must have 2 people or more, and 2 pictures or more of one of them"),
        (3, 5, "must have 2 people or more, and 2 pictures or more of one of them; got 5 pictures"),
    ],
)
def test_too_few_people_or_pictures_are_one_sentence(tmp_path, people, each, words):
    with pytest.raises(DataError, match=words):
        prepared(faces(tmp_path / "faces", people=people, each=each))


def test_settings_that_would_do_nothing_are_refused(tmp_path):
    folder = faces(tmp_path / "faces", people=5)
    with pytest.raises(RecipeError, match="smoothing must be left out for verification") as told:
        prepared(folder, smoothing=0.1, thaw=0.5, target="x")
    assert len(told.value.mistakes) == 3
    with pytest.raises(SettingError, match="task must be image-classification for pictures"):
        prepared(folder, task="table-regression")


def test_what_is_kept_decides_by_val(tmp_path):
    done = prepared(faces(tmp_path / "faces"))
    rows = done.examples.rows("val")
    labels = done.examples.arrays["label"][rows]
    output = np.eye(64, dtype=np.float32)[labels - labels.min()]  # all of one person alike
    evaluated = Evaluated(0.0, {}, output)
    kept = decided_task(done, {"val": evaluated})
    assert kept.threshold == 1.0
    assert kept.slope > done.task.slope
    assert decided_task(done, {"train": evaluated}) is done.task


def test_answers_are_shown_with_names(tmp_path):
    done = prepared(faces(tmp_path / "faces"))
    rows = done.examples.rows("test")
    answers = [{"like": (place + 1) % len(rows), "same": True} for place in range(len(rows))]
    named = named_answers(done, rows, answers)
    names = [done.examples.names[row].split("/")[0] for row in rows]
    assert [answer["truth"] for answer in named] == names
    assert [answer["label"] for answer in named] == [*names[1:], names[0]]
