from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from netwright.api._explain_picture import explain_picture
from netwright.contracts import Layer
from netwright.errors import SettingError, StorageError

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def explanation():
    layers = (
        Layer(name="pictures", kind="input", takes=(), shape=(1, 8, 8)),
        Layer(name="conv", kind="Conv2d", takes=("pictures",), shape=(4, 6, 6)),
        Layer(name="add", kind="add", takes=("conv", "pictures"), shape=(4, 6, 6)),
    )
    return SimpleNamespace(layers=layers)


def test_the_picture_has_a_box_for_each_row(explanation, tmp_path):
    path = explain_picture(explanation, str(tmp_path / "graph.SVG"))
    assert path == tmp_path / "graph.SVG"
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert root.tag == f"{SVG}svg"
    told = [title.text for title in root.iter(f"{SVG}title")]
    assert told[-3:] == [
        "pictures: input, 1 x 8 x 8", "conv: Conv2d, 4 x 6 x 6", "add: add, 4 x 6 x 6",
    ]  # fmt: skip


def test_a_picture_that_is_there_is_replaced_and_nothing_else(explanation, tmp_path):
    (tmp_path / "graph.svg").write_text("old")
    explain_picture(explanation, tmp_path / "graph.svg")
    assert [p.name for p in tmp_path.iterdir()] == ["graph.svg"]
    assert "old" not in (tmp_path / "graph.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["data.csv", "graph", ".svg", "graph.svg.png"])
def test_any_other_file_is_left_alone(explanation, tmp_path, name):
    path = tmp_path / name
    path.write_text("mine")
    with pytest.raises(SettingError, match=r"file must be a file ending in \.svg; got"):
        explain_picture(explanation, path)
    assert path.read_text() == "mine"


def test_a_place_that_cannot_be_written_is_named(explanation, tmp_path):
    (tmp_path / "folder.svg").mkdir()
    for path in (tmp_path / "folder.svg", Path(tmp_path / "none" / "graph.svg")):
        with pytest.raises(StorageError, match=r"must be writable; got: .*\nchoose another place"):
            explain_picture(explanation, path)
    assert [p.name for p in tmp_path.iterdir()] == ["folder.svg"]
