import numpy as np
import pytest
from PIL import Image

from netwright.data import expect_pairs, open_source, people_list, person_numbers
from netwright.errors import DataError


def faces(folder, *people, count=2):
    for number, person in enumerate(people):
        (folder / person).mkdir(parents=True)
        for picture in range(count):
            pixels = np.full((12, 12), 20 * number + picture, dtype=np.uint8)
            Image.fromarray(pixels).save(folder / person / f"{picture}.png")


def test_people_of_one_split_are_not_asked_of_the_others(tmp_path):
    faces(tmp_path / "train", "s2", "s10", "s1")
    faces(tmp_path / "test", "s3", "s4")
    source = open_source(tmp_path, people=True)
    assert source.kind == "split folders"
    assert source.classes == ("s1", "s2", "s10")
    assert set(source.splits) == {"train", "test"}
    with pytest.raises(DataError, match="test must have the classes of train"):
        open_source(tmp_path)


def test_a_person_in_two_splits_is_refused(tmp_path):
    faces(tmp_path / "train", "a", "b")
    faces(tmp_path / "test", "b", "c")
    words = "must have each person in one split; got b in several\nleave the split folders out"
    with pytest.raises(DataError, match=words):
        open_source(tmp_path, people=True)


def test_one_person_is_too_few(tmp_path):
    faces(tmp_path, "a")
    words = "must have pictures of 2 people or more to train on; got 1"
    with pytest.raises(DataError, match=words):
        open_source(tmp_path, people=True)


def test_people_with_a_single_picture_are_named():
    people, said = people_list(["b", "a", "a", "c"], [None] * 4, path="faces")
    assert people == ("a", "b", "c")
    assert said == ("people with a single picture: b, c",)
    assert people_list(["a", "a", "b", "b"], [None] * 4, path="faces")[1] == ()


def test_those_who_train_are_numbered_first():
    people, numbers = person_numbers(["d", "b", "c", "b", "a"], np.array([0, 2]))
    assert people == ("c", "d", "a", "b")
    assert numbers.tolist() == [1, 3, 0, 3, 2]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([4, 4, 4], "got 3 pictures of 1"),
        ([1, 2, 3], "got 3 pictures of 3"),
        ([], "got 0 pictures of 0"),
    ],
)
def test_a_split_without_pairs_of_both_kinds_is_refused(numbers, words):
    beginning = "val must have 2 people or more, and 2 pictures or more of one of them; "
    with pytest.raises(DataError, match=beginning + words):
        expect_pairs(np.array(numbers, dtype=np.int64), "val")
    expect_pairs(np.array([1, 1, 2]), "val")
