"""The folder of a picture in the making."""

import numpy as np
import pytest
import torch
from PIL import Image

from netwright.api._style_pictures import read_style_pictures
from netwright.api._stylize_run import (
    PREVIEW,
    is_style_run,
    kept_state,
    new_style_run,
    pixels_of,
    png,
    recorded,
)
from netwright.api._stylize_settings import StylizeSettings
from netwright.artefacts import RunFolder, list_checkpoints
from netwright.errors import DamageError, StoppedError
from netwright.training import Stop, StyleState
from styled import pictures

COSTS = {"total": 3.0, "content": 1.0, "style": 2.0, "variation": 0.1 + 0.2}


def state(step, **more):
    picture = torch.rand(1, 3, 4, 500, generator=torch.Generator().manual_seed(step))
    return StyleState(stage=1, step=step, evaluations=step + 2, here=step, picture=picture,
                      optimiser={"mean": picture / 3}, costs=COSTS, **more)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    both = read_style_pictures(*map(str, pictures(tmp_path)), smallest=32)
    return new_style_run(tmp_path / "runs", {"settings": StylizeSettings().to_dict()}, both)


def run(folder, states, stop=None):
    recorder, seen = RunFolder(folder), []
    try:
        recorded(folder, recorder, iter(states), stop or Stop(), seen.append)
    finally:
        recorder.close()
    return seen


def test_it_is_called_after_its_pictures_and_begins_empty(folder):
    assert folder.name.endswith("-photo-painting-style")
    assert is_style_run(folder)
    assert not is_style_run(folder.parent)
    assert kept_state(folder) == (None, 0, ())


def test_a_state_comes_back_as_it_was(folder):
    last = state(20, ended=True)
    assert run(folder, [state(step) for step in range(1, 20)] + [last])[-1] is last
    found, history, passed = kept_state(folder)
    assert torch.equal(found.picture, last.picture)
    assert torch.equal(found.optimiser["mean"], last.optimiser["mean"])
    assert (found.costs, found.ended, found.here, found.stage) == (COSTS, True, 20, 1)
    assert history == (folder / "history.jsonl").stat().st_size
    assert passed == ()
    assert [path.name for path in list_checkpoints(folder)] == ["step-00000010", "step-00000020"]


def test_previews_are_small_and_of_every_tenth_step(folder):
    run(folder, [state(step) for step in range(1, 12)])
    (file,) = (folder / "previews").iterdir()
    assert file.name == "000010.png"
    assert max(np.array(Image.open(file)).shape) == PREVIEW


def test_a_signal_keeps_the_step_at_hand(folder):
    stop = Stop()
    stop.signal_number = 15
    with pytest.raises(StoppedError, match="stopped at step 3; go on with: netwright stylize --r"):
        run(folder, [state(3)], stop)
    assert kept_state(folder)[0].step == 3


def test_a_checkpoint_of_another_kind_is_damage(folder):
    recorder = RunFolder(folder)
    recorder.checkpoint(1, {"weights": {"w": torch.zeros(1)}}, {}, best=False)
    recorder.close()
    with pytest.raises(DamageError, match="a checkpoint must hold a picture; got KeyError"):
        kept_state(folder)


def test_a_picture_is_written_without_a_loss(tmp_path):
    picture = torch.arange(24).reshape(3, 2, 4) / 23
    (tmp_path / "a.png").write_bytes(png(picture))
    assert np.array_equal(np.array(Image.open(tmp_path / "a.png")), pixels_of(picture))
    assert pixels_of(picture)[0, 1].tolist() == [11, 100, 188]
