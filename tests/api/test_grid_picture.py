import numpy as np
import pytest
from PIL import Image

from netwright.api import explain, grid_picture
from netwright.api._boxes_drawn import COLOURS
from netwright.errors import SettingError, StorageError


@pytest.fixture(scope="module")
def explained(boxed_run):
    return explain(boxed_run.path)


def test_cells_anchors_and_boxes_are_drawn(explained, tmp_path):
    path = grid_picture(explained, tmp_path / "grid.png")
    drawn = np.asarray(Image.open(path))
    side = explained.subject.task.side
    assert drawn.shape == (800, 800, 3)
    assert drawn.shape[0] % side == 0
    for kind in ("hit", "false"):
        assert (drawn == COLOURS[kind]).all(axis=2).any()
    assert (drawn[5, ::160] == 128).all(), "the lines of the cells"


def test_what_cannot_be_drawn_is_refused(explained, runs, tmp_path):
    with pytest.raises(SettingError, match=r"grid must be a file ending in \.png"):
        grid_picture(explained, tmp_path / "grid.svg")
    with pytest.raises(StorageError, match=r"grid\.png"):
        grid_picture(explained, tmp_path / "no" / "grid.png")
    words = "grid must be left out for image-classification: only detection has a grid"
    with pytest.raises(SettingError, match=words):
        grid_picture(explain(runs.photos.path), tmp_path / "grid.png")


def test_a_network_of_boxes_alone_needs_data():
    with pytest.raises(SettingError, match="data must be named for yolo, which gives boxes"):
        explain("yolo")
