import pytest

from netwright.data._detection_yaml import LIMIT, read_yaml
from netwright.errors import DataError

WANTED = ("path", "train", "val", "test", "names", "nc")


@pytest.fixture
def read(tmp_path):
    def reader(text):
        file = tmp_path / "data.yaml"
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_yaml(file, WANTED)

    return reader


@pytest.mark.parametrize(
    "names",
    [
        "names: [a, b c, 'd''s', \"e # f\", 80]",
        "names: ['a', 'b c',   # the first two\n    'd''s', \"e # f\",\n    80]",
        "names:\n- a\n- b c\n- 'd''s'\n- \"e # f\"\n- 80\n",
        "names:\n  - a\n\n  # nothing\n  - b c\n  - \"d's\"\n  - 'e # f'\n  - 80   # eighty\n",
    ],
)
def test_lists_in_all_their_ways(read, names):
    assert read(names)["names"] == ("a", "b c", "d's", "e # f", "80")


@pytest.mark.parametrize(
    "names",
    [
        "names:\n  0: a\n  1: 'b: c'\n",
        "names: {0: a, 1: 'b: c'}",
        "names: {0: a,\n 1: 'b: c'}",
    ],
)
def test_mappings(read, names):
    assert read(names)["names"] == {"0": "a", "1": "b: c"}


def test_texts_and_what_is_skipped(read):
    text = (
        "# a data set\n---\n"
        "path: ../data/my cells  # where\n"
        'train: "images/train"\n'
        "val:\ntest: ~\n"
        "nc: 2\n"
        "download: |\n  import os\n  train: elsewhere\n"
        "roboflow:\n  names: [x]\n  url: https://example.org/#a\n"
        "tags: &anchor [a, [b]]\n"
    )
    assert read(text) == {"path": "../data/my cells", "train": "images/train", "nc": "2"}


def test_windows_lines_and_marks_are_no_matter(read):
    assert read(b"\xef\xbb\xbftrain: C:\\cells\r\nnames: [a]\r\n") == {
        "train": "C:\\cells",
        "names": ("a",),
    }


@pytest.mark.parametrize(
    "text",
    [
        "names: &n [a]",
        "names: *n",
        "names: !!python/object:os.system [a]",
        "names: |\n  a\n  b",
        "names: [a, [b]]",
        "names: [a, b",
        "names: [a b} c]",
        "names: a: b",
        "names: a\n  b",
        "names:\n  - a\n    - b",
        "names:\n  - a\n  b: c",
        "names:\n  - a: b",
        "names:\n  - - a",
        "names:\n  0: a\n  what",
        "names: 'a",
        "names: {a, b}",
    ],
)
def test_what_is_not_understood_is_refused(read, text):
    with pytest.raises(
        DataError, match=r"line 1: names must be a text, a list or a mapping of texts; got"
    ):
        read(text)


def test_what_is_given_twice_is_refused(read):
    with pytest.raises(DataError, match=r"line 2: nc must be given once; got it twice"):
        read("nc: 1\nnc: 2")
    with pytest.raises(DataError, match=r"names must have each key once; got 0 twice"):
        read("names: {0: a, 0: b}")


def test_files_that_are_no_small_text(read, tmp_path):
    with pytest.raises(DataError, match=r"data\.yaml must be YAML in UTF-8; got"):
        read(b"names: [\xff]")
    with pytest.raises(DataError, match=r"data\.yaml must have at most 1,048,576 bytes; got"):
        read("#" * (LIMIT + 1))
    with pytest.raises(DataError, match=r"must be a YAML file that can be read; got: No such"):
        read_yaml(tmp_path / "gone.yaml", WANTED)
