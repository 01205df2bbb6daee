"""The list of data sets: complete, consistent, and only with sums that pin the bytes."""

import re
from urllib.parse import urlsplit

import pytest

from netwright.data._catalogue import CATALOGUE, DIGITS, datasets
from netwright.data._cifar import FORMS

ENTRIES = pytest.mark.parametrize("name", CATALOGUE)


def test_the_built_in_set_comes_first_and_names_are_their_own():
    infos = datasets()
    assert infos[0] == DIGITS
    assert len({info.name for info in infos}) == len(infos) == len(CATALOGUE) + 1


@ENTRIES
def test_an_entry_is_found_under_its_own_name_and_says_what_it_is(name):
    info = CATALOGUE[name].info
    assert info.name == name
    assert info.task == "image-classification"
    assert info.examples in (60_000, 70_000)
    assert info.classes in (10, 100)
    assert info.licence
    assert info.source.startswith("http")
    assert info.bytes == sum(file.bytes for file in CATALOGUE[name].files)


@ENTRIES
def test_every_file_is_pinned_and_comes_over_https(name):
    entry = CATALOGUE[name]
    assert urlsplit(entry.base_url).scheme == "https"
    assert entry.base_url.endswith("/")
    for file in entry.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert re.fullmatch(r"[\w.-]+\.gz", file.name)
        assert file.bytes > 4000
        assert "python" not in file.name  # CIFAR's other archive is a pickle


def test_no_two_files_have_one_sum():
    sums = [file.sha256 for entry in CATALOGUE.values() for file in entry.files]
    assert len(set(sums)) == len(sums)


@ENTRIES
def test_the_room_holds_the_transfer_and_what_comes_of_it(name):
    entry = CATALOGUE[name]
    assert entry.room > 2 * entry.info.bytes or entry.form == "idx"
    assert entry.room > entry.info.bytes + 50_000_000
    assert entry.form == "idx" or entry.form in FORMS


def test_digits_is_what_scikit_learn_has():
    from sklearn.datasets import load_digits

    digits = load_digits()
    assert (DIGITS.examples, DIGITS.classes) == (len(digits.target), len(digits.target_names))
    assert DIGITS.bytes == 0
