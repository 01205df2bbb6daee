"""Pictures painted: of their own size, whatever it is, as files where they are asked for."""

import numpy as np
import pytest
from PIL import Image

from netwright.api import predict_run
from netwright.api._style_answers import painted
from netwright.errors import DataError


@pytest.mark.parametrize("size", [(32, 32), (33, 50), (1, 1), (5, 70), (18, 19, 1)])
def test_a_picture_of_any_size_keeps_it(style_run, size):
    pixels = np.random.default_rng(0).integers(0, 256, (*size, 3) if len(size) == 2 else size)
    made = painted(style_run.model, style_run.model.task, pixels.astype(np.uint8))
    assert made.shape == (3, *size[:2])
    assert made.dtype == np.uint8


def test_pictures_whose_sides_fit_are_what_the_network_makes_of_them(style_run):
    import torch

    pixels = np.random.default_rng(1).integers(0, 256, (24, 32, 3)).astype(np.uint8)
    model = style_run.model
    made = painted(model, model.task, pixels)
    with torch.no_grad():
        given = torch.from_numpy(pixels).permute(2, 0, 1).unsqueeze(0).float() / 255
        wanted = (model.network(given)[0] * 255).round()
    np.testing.assert_allclose(made, wanted.numpy(), atol=1)


def test_answers_are_files_where_they_are_asked_for(style_run, styles, tmp_path):
    done = predict_run(style_run.path, style_run.model, [styles.content], draw=tmp_path / "out")
    (answer,) = done.answers
    assert (answer["input"], answer["size"]) == (str(styles.content), [60, 42])
    with Image.open(answer["drawn"]) as image:
        assert (image.size, image.mode) == ((60, 42), "RGB")
        assert answer["mean"] == pytest.approx(np.array(image).mean(), abs=1e-6)
    (plain,) = style_run.predict(styles.content)
    assert plain == {name: value for name, value in answer.items() if name != "drawn"}
    with pytest.raises(DataError, match="inputs must hold a picture; got none"):
        style_run.predict()
