"""What callbacks of all frameworks share."""

import pytest
import torch
from torch import nn

from gaussians import network, rows
from netwright.api._callback_coach import CallbackCoach, LateCoach, joined, of_figure
from netwright.errors import SettingError, UsageError


def _callback(**changed):
    known = {"train": None, "valid": None, "task": None, "seconds": 0.0}
    return CallbackCoach(**known | changed)


def _coach():
    net = network()
    adam = torch.optim.Adam(net.parameters())
    return LateCoach(net, adam, nn.CrossEntropyLoss(), train=rows()[0], seconds=0)


def test_a_joined_class_has_the_hooks_of_one_and_is_the_other():
    class Framework:
        def __init__(self):
            self.begun = True

        def on_end(self):
            return "theirs"

        def on_other(self):
            return "other"

    class Own(CallbackCoach):
        """Hooks."""

        def on_end(self):
            return "ours"

    made = joined(Own, Framework)
    callback = made(train=None, valid=None, task=None, seconds=None)
    assert isinstance(callback, Framework)
    assert callback.begun
    assert (callback.on_end(), callback.on_other()) == ("ours", "other")
    assert (made.__name__, made.__doc__) == ("Own", "Hooks.")


def test_a_coach_leaves_once_and_a_second_training_has_its_own():
    callback, first, second = _callback(), _coach(), _coach()
    callback._begin(first)
    net = first._pair[0]
    assert net._forward_pre_hooks
    callback._begin(second)
    assert not net._forward_pre_hooks
    second.say("once")
    second.say("once")
    second.say_error("it broke", ValueError("so"))
    report = callback.report()
    assert report.notes.count("once") == 1
    assert "it broke: ValueError: so" in report.notes
    assert not second._pair[0]._forward_pre_hooks
    assert callback.report() is report


def test_passes_are_counted():
    coach = _coach()
    coach.begin()
    coach._pair[0](rows()[0][0])
    coach.end()
    coach._pair[0](rows()[0][0])
    assert coach.passes == 1


def test_a_report_before_a_training_is_refused():
    with pytest.raises(UsageError, match=r"report\(\) must come after a training with this"):
        _callback().report()


def test_a_task_without_such_a_name_is_refused():
    with pytest.raises(SettingError, match="task must be one of classification"):
        _callback(task="guess")


def test_figures_go_by_any_of_their_names():
    assert of_figure({"val_loss": torch.tensor(2.0)}, "val_loss", "valid_loss") == 2
    assert of_figure({"valid_loss": 3}, "val_loss", "valid_loss") == 3
    assert of_figure({}, "val_loss") is None
    assert of_figure(None, "val_loss") is None
