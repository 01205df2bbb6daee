import json

import numpy as np
import pytest
import torch
from torch.nn import functional

from netwright.contracts import Task
from netwright.errors import DamageError, DataError, SettingError
from netwright.tasks import ImageClassification, SeveralTargets, Target, task_from

PARTS = (
    Target(name="colour", kind="class", classes=("blue", "red"), shares=(0.75, 0.25)),
    Target(name="price", kind="number", mean=10.0, std=4.0, weight=2.0),
    Target(name="marks", kind="labels", classes=("a", "b", "c"), shares=(0.5, 0.1, 0.4)),
)
TABLE = {"numbers": 2, "sizes": (3,), "side": 0, "channels": 0, "mean": (), "std": ()}
PICTURES = {
    "numbers": 0, "sizes": (), "side": 12, "channels": 3,
    "mean": (1.0, 2.0, 3.0), "std": (4.0, 5.0, 6.0),
}  # fmt: skip
STORED = {
    "label:colour": np.array([1, 0, -1, 0]),
    "target:price": np.array([14.0, np.nan, 2.0, 10.0]),
    "labels:marks": np.array([[1, 0, 1], [0, 0, 0], [255] * 3, [1, 1, 1]], np.uint8),
}


@pytest.fixture
def task():
    return SeveralTargets(parts=PARTS, **TABLE, width=0.1, members=2)


def tensors():
    return {name: torch.from_numpy(array) for name, array in STORED.items()}


def test_it_is_a_task_of_rows_or_of_pictures(task):
    assert isinstance(task, Task)
    assert task.targets == ("label:colour", "target:price", "labels:marks")
    assert (task.inputs, task.draws) == (("numbers", "categories"), 0)
    output = task.model()(torch.randn(5, 2), torch.zeros(5, 1, dtype=torch.long))
    assert output.shape == (5, 2, 6)
    seen = SeveralTargets(parts=PARTS, **PICTURES, network="convnet", augment="flip")
    assert (seen.inputs, seen.draws > 0) == (("picture",), True)
    alternate = SeveralTargets(parts=PARTS, **PICTURES, network="convnet", augment="shift+altflip")
    assert (task.alternating, seen.alternating, alternate.alternating) == ((), (), (0,))
    assert seen.model()(torch.zeros(2, 3, 12, 12)).shape == (2, 6)


def test_the_loss_is_the_weighted_mean_of_the_targets_that_are_known(task):
    output = torch.randn(4, 6, dtype=torch.float64)
    batch = task.prepare(tensors())
    colour = functional.cross_entropy(output[[0, 1, 3], :2], torch.tensor([1, 0, 0]))
    price = ((output[[0, 2, 3], 2] - torch.tensor([1.0, -2.0, 0.0])) ** 2).mean()
    marks = functional.binary_cross_entropy_with_logits(
        output[[0, 1, 3], 3:], torch.tensor([[1, 0, 1], [0, 0, 0], [1, 1, 1]], dtype=output.dtype)
    )
    torch.testing.assert_close(task.loss(output, batch), (colour + 2 * price + marks) / 4)
    members = torch.stack([output, output], dim=1)
    torch.testing.assert_close(task.loss(members, batch), task.loss(output, batch))
    combined = task.combine(members).double()  # of a class up to a constant, as log-odds are
    torch.testing.assert_close(
        combined[:, :2].softmax(dim=1), output[:, :2].softmax(dim=1), rtol=1e-5, atol=1e-5
    )
    torch.testing.assert_close(combined[:, 2:], output[:, 2:], rtol=1e-5, atol=1e-5)


def test_a_batch_without_a_target_trains_the_others(task):
    stored = {name: array[1:2] for name, array in tensors().items()}
    output = torch.randn(1, 6, requires_grad=True)
    task.loss(output, task.prepare(stored)).backward()
    assert output.grad[0, 2] == 0
    assert bool((output.grad[0, 3:] != 0).all())
    assert bool(output.grad.isfinite().all())


def test_measures_are_those_of_the_known_rows_under_the_targets_names(task):
    output = np.random.default_rng(0).normal(size=(4, 6))
    found = task.measures(output, STORED)
    assert next(iter(found)) == "skill"
    assert found["price/mae"].value == pytest.approx(
        np.abs(4 * output[[0, 2, 3], 2] + 10 - [14, 2, 10]).mean()
    )
    right = (output[[0, 1, 3], :2].argmax(axis=1) == [1, 0, 0]).mean()
    assert found["colour/accuracy"].value == pytest.approx(right)
    assert {"marks/f1", "marks/exact_match", "colour/log_loss", "price/rmse"} <= set(found)
    only = {name: array[2:3] for name, array in STORED.items()}
    assert {name.partition("/")[0] for name in task.measures(output[2:3], only)} == {
        "skill", "price",
    }  # fmt: skip


def test_ignoring_the_input_has_no_skill_and_its_shares(task):
    found = task.trivial({}, STORED)
    assert found["skill"] == 0.0
    assert found["colour/log_loss"] == pytest.approx(-np.log([0.25, 0.75, 0.75]).mean())
    assert found["price/mae"] == pytest.approx(4.0)
    assert set(found) == set(task.measures(np.zeros((4, 6)), STORED))


def test_skill_is_the_share_of_the_trivial_loss_that_is_gone(task):
    output = np.random.default_rng(1).normal(size=(4, 6))
    each = [part.losses(own, STORED[part.array]) for part, own in task.cut(output)]
    ignoring = np.broadcast_to(np.concatenate([part.ignoring() for part in PARTS]), (4, 6))
    none = [part.losses(own, STORED[part.array]) for part, own in task.cut(ignoring)]
    wanted = np.mean([1 - np.nansum(a) / np.nansum(b) for a, b in zip(each, none, strict=True)])
    assert task.measures(output, STORED)["skill"].value == pytest.approx(wanted)


def test_losses_of_rows_are_of_what_they_know(task):
    output = np.zeros((4, 6))
    found = task.losses(output, STORED)
    assert found[1] == pytest.approx(np.log(2))  # colour and marks, both a half and half
    assert found[2] == pytest.approx(4.0)  # the price alone, two deviations off
    assert found[0] == pytest.approx((np.log(2) + 2 * 1.0 + np.log(2)) / 4)
    wrong = task.wrongness(np.where(np.arange(6) == 1, 1.0, -1.0) * np.ones((4, 6)), STORED)
    assert wrong[1] == pytest.approx((1 + 0) / 2)
    nothing = {name: array[:0] for name, array in STORED.items()}
    assert task.wrongness(output[:0], nothing).shape == (0,)


def test_answers_carry_the_targets_names(task):
    (answer,) = task.answers(np.array([[0.0, 2.0, 1.0, 3.0, -3.0, 3.0]]))
    assert answer["targets"]["colour"]["label"] == "red"
    assert answer["targets"]["price"] == {"value": 14.0}
    assert answer["targets"]["marks"]["labels"] == ["a", "c"]


def test_pictures_are_prepared_as_those_with_a_label():
    several = SeveralTargets(parts=PARTS, **PICTURES, network="convnet", augment="flip")
    single = ImageClassification(
        classes=("a", "b"), side=12, channels=3, mean=PICTURES["mean"], std=PICTURES["std"],
        augment="flip",
    )  # fmt: skip
    pictures = torch.randint(0, 256, (4, 3, 12, 12), dtype=torch.uint8)
    draws = torch.rand(4, several.draws)
    found = several.prepare({"picture": pictures, **tensors()}, draws)
    wanted = single.prepare({"picture": pictures}, draws)
    assert torch.equal(found["picture"], wanted["picture"])
    assert found["target:price"].dtype == torch.float32


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"parts": ()}, r"parts must be 1 or more targets of different names; got \[\]"),
        ({"parts": PARTS[:1] * 2}, "parts must be 1 or more targets of different names; got"),
        ({"augment": "flip"}, "augment must be none for a table; got 'flip'"),
        ({**PICTURES, "augment": "mixup"}, "augment must be without mixup and cutmix; got 'mixup'"),
        ({**PICTURES, "side": 3}, "side must be 8 to 1024 pixels; got 3"),
        ({"network": "a.b.C"}, "model must be one of the "),
    ],
)
def test_settings_that_cannot_work_are_an_error(changed, words):
    with pytest.raises(SettingError, match=words):
        SeveralTargets(**{"parts": PARTS, **TABLE, **changed})


def test_a_target_without_a_logarithm_is_refused_where_it_is_learned(task):
    task.expect_logarithms(STORED)
    logs = Target(name="price", kind="number", log=True, mean=1.0, std=1.0)
    learned = SeveralTargets(parts=(logs,), **TABLE)
    learned.expect_logarithms({"target:price": np.array([np.nan, 3.0])})
    with pytest.raises(DataError, match="price must be above 0 for a run that learned its logar"):
        learned.expect_logarithms({"target:price": np.array([np.nan, -3.0])})


def test_a_file_names_nothing_but_settings_of_a_target(task):
    plain = json.loads(json.dumps(task.settings()))
    assert task_from(task.name, plain) == task
    plain["parts"][0]["class_path"] = "os.system"
    with pytest.raises(DamageError, match="several-targets must have settings that fit; got parts"):
        task_from(task.name, plain)
