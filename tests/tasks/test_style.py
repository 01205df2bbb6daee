"""What a model keeps of a style: it paints, and cannot say what a picture costs."""

import numpy as np
import pytest
import torch

from netwright.contracts import Task
from netwright.errors import SettingError
from netwright.tasks import Style


def test_it_is_a_task_that_paints_without_anybody_who_looks():
    task = Style(side=32, width=0.25)
    assert isinstance(task, Task)
    assert (task.inputs, task.targets, task.draws) == (("picture",), (), 0)
    torch.manual_seed(0)
    stored = torch.randint(0, 256, (2, 3, 20, 24), dtype=torch.uint8)
    given = task.prepare({"picture": stored})["picture"]
    torch.testing.assert_close(given, stored.float() / 255)
    made = task.combine(task.model()(given))
    assert made.shape == (2, 3, 20, 24)
    assert 0 <= made.min() < made.max() <= 255
    (answer, _) = task.answers(made.detach().numpy())
    assert answer["mean"] == pytest.approx(made[0].mean().item(), rel=1e-5)


def test_what_a_picture_costs_is_not_known_to_it():
    task, nothing = Style(side=32), np.empty(0)
    words = "features must be there to say what a picture costs: a model keeps no network that"
    with pytest.raises(SettingError, match=words):
        task.loss(torch.zeros(1), {})
    for ask in (task.measures, task.losses):
        with pytest.raises(SettingError, match=words):
            ask(nothing, {})
    with pytest.raises(SettingError, match=words):
        task.trivial({}, {})


def test_pictures_are_mirrored_and_stay_from_0_to_1():
    task = Style(side=16, augment="altflip")
    assert (task.draws, task.alternating) == (1, (0,))
    stored = torch.arange(3 * 16 * 16).remainder(251).to(torch.uint8).reshape(1, 3, 16, 16)
    plain = task.prepare({"picture": stored})["picture"]
    for draw, wanted in ((0.2, plain.flip(-1)), (0.8, plain)):
        seen = task.prepare({"picture": stored}, torch.tensor([[draw]]))["picture"]
        torch.testing.assert_close(seen, wanted)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"side": 12}, "side must be a multiple of 4 from 16 to 1024 pixels for style; got 12"),
        ({"side": 66}, "side must be a multiple of 4 .*; got 66"),
        ({"side": 32, "augment": "mixup"}, "augment must be without mixup here; got 'mixup'"),
        ({"side": 32, "augment": "flip+erase"}, "augment must be without erase here"),
        ({"side": 32, "network": "unet"}, "model must be a network that gives picture: style"),
    ],
)
def test_settings_that_cannot_work_are_refused(given, words):
    with pytest.raises(SettingError, match=words):
        Style(**given)


def test_another_scale_is_refused():
    for other in ({"mean": (1.0,) * 3}, {"std": (64.0,) * 3}):
        with pytest.raises(SettingError, match=r"scale must be 3 channels, mean \(0.0, 0.0, 0.0\)"):
            Style(side=16, **other)
    lists = {"mean": [0.0] * 3, "std": [255.0] * 3}  # as a file of settings has them
    assert Style(side=16, **lists).draws == 0
