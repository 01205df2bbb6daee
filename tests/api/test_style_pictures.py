"""The two pictures: read, checked, known again."""

import numpy as np
import pytest
import torch
from PIL import Image

from netwright.api._style_pictures import read_again, read_style_pictures
from netwright.errors import DataError
from styled import pictures


def test_pictures_are_read_and_known_again(tmp_path):
    content, style = map(str, pictures(tmp_path))
    found = read_style_pictures(content, style, smallest=32)
    assert found.content.shape == (3, 42, 60)
    assert found.content.is_contiguous()
    assert torch.equal(
        (found.style * 255).round(),
        torch.tensor(np.array(Image.open(style))).permute(2, 0, 1).float(),
    )
    assert found.facts["content"] | {"sha256": ""} == {
        "path": content, "sha256": "", "height": 42, "width": 60,
    }  # fmt: skip
    assert torch.equal(read_again(found.facts, smallest=32).content, found.content)
    Image.open(content).transpose(Image.Transpose.ROTATE_180).save(content)
    with pytest.raises(DataError, match="must be as it was when the run began; got another pict"):
        read_again(found.facts, smallest=32)


def test_what_is_no_picture_or_too_small_is_refused(tmp_path):
    content, style = map(str, pictures(tmp_path))
    (tmp_path / "words.jpg").write_text("not a picture")
    with pytest.raises(DataError, match=r"words\.jpg"):
        read_style_pictures(content, str(tmp_path / "words.jpg"), smallest=32)
    Image.new("RGB", (40, 9)).save(tmp_path / "small.png")
    with pytest.raises(DataError, match="must have 16 pixels or more on each side; got 40 x 9"):
        read_style_pictures(str(tmp_path / "small.png"), style, smallest=32)
    Image.new("RGB", (400, 20)).save(tmp_path / "narrow.png")
    with pytest.raises(DataError, match="on its shorter side at size 32; got 2"):
        read_style_pictures(str(tmp_path / "narrow.png"), style, smallest=32)
