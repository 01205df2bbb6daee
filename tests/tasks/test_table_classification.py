import numpy as np
import pytest
import torch

from netwright.contracts import Task
from netwright.errors import SettingError
from netwright.tasks import TableClassification

SETTINGS = {"classes": ("no", "yes", "maybe"), "numbers": 2, "sizes": (3, 20), "width": 0.1}


def stored(count=6):
    torch.manual_seed(0)
    return {
        "numbers": torch.randn(count, 2),
        "categories": torch.randint(3, (count, 2)),
        "label": torch.randint(3, (count,)),
    }


def test_prepare_changes_nothing():
    batch = stored()
    assert TableClassification(**SETTINGS).prepare(batch) is batch
    assert TableClassification(**SETTINGS).draws == 0


@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_the_loss_is_the_mean_over_rows_and_members(members, smoothing):
    task = TableClassification(**SETTINGS, members=members, smoothing=smoothing)
    batch = stored()
    output = task.model().double()(batch["numbers"].double(), batch["categories"])
    output = (output + torch.randn_like(output)).detach()
    z = output.numpy().reshape(6, members, 3)
    logs = z - np.log(np.exp(z).sum(axis=2, keepdims=True))
    truth = (1 - smoothing) * np.eye(3)[batch["label"]] + smoothing / 3
    expected = -(truth[:, None] * logs).sum(axis=2).mean()
    assert float(task.loss(output, batch)) == pytest.approx(expected, rel=1e-9)
    shares = np.exp(logs).mean(axis=1)
    combined = task.combine(output).numpy()
    np.testing.assert_allclose(
        np.exp(combined) / np.exp(combined).sum(axis=1, keepdims=True), shares, rtol=1e-4
    )


def test_it_is_a_task_and_scores_like_one():
    task = TableClassification(**SETTINGS)
    assert isinstance(task, Task)
    assert (task.goal.measure, task.goal.best) == ("accuracy", "max")
    assert task.inputs == ("numbers", "categories")
    logits, arrays = np.eye(3)[[0, 1, 1]] * 4, {"label": np.array([0, 1, 2])}
    assert task.measures(logits, arrays)["accuracy"].value == pytest.approx(2 / 3)
    shares = np.exp(4) / (np.exp(4) + 2)
    np.testing.assert_allclose(task.losses(logits, arrays)[:2], -np.log(shares), rtol=1e-9)
    assert task.trivial({"label": np.array([1, 1])}, arrays)["accuracy"] == pytest.approx(1 / 3)
    assert [answer["label"] for answer in task.answers(logits)] == ["no", "yes", "yes"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"classes": ("x", "x")}, "classes must be 2 or more different names"),
        ({"network": "torch.nn.Linear"}, "model must be one of the "),
    ],
)
def test_settings_that_cannot_work_are_an_error(changed, words):
    with pytest.raises(SettingError, match=words):
        TableClassification(**{**SETTINGS, **changed})


def test_a_network_that_takes_no_rows_is_an_error():
    with pytest.raises(SettingError, match="one that takes a table"):
        TableClassification(**SETTINGS, network="convnet").model()
