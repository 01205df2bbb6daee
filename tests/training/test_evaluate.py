import dataclasses
import math

import numpy as np
import pytest
import torch

from netwright.tasks import Style
from netwright.training import _evaluate, evaluate, outputs, train_subset


@pytest.fixture
def rig(make_image_task, make_pictures):
    torch.manual_seed(0)
    task = make_image_task()
    return task, make_pictures(), task.model()


def test_outputs_come_in_the_order_of_the_rows_whatever_the_batches(rig, monkeypatch):
    task, examples, model = rig
    rows = np.array([7, 3, 12, 0, 30])
    whole, loss = outputs(model, task, examples, rows)
    one, _ = outputs(model, task, examples, np.array([12]))
    np.testing.assert_allclose(whole[2], one[0], rtol=1e-5, atol=1e-6)
    monkeypatch.setattr(_evaluate, "ROWS", 2)
    cut, same_loss = outputs(model, task, examples, rows)
    assert cut.shape == (5, 2)
    np.testing.assert_allclose(cut, whole, rtol=1e-5, atol=1e-6)
    assert same_loss == pytest.approx(loss, rel=1e-5)


def test_the_loss_is_the_mean_over_all_rows(rig, monkeypatch):
    task, examples, model = rig
    monkeypatch.setattr(_evaluate, "ROWS", 3)
    done = evaluate(model, task, examples, examples.rows("val"))
    targets = {"label": examples.arrays["label"][examples.rows("val")]}
    assert done.loss == pytest.approx(task.losses(done.output, targets).mean(), rel=1e-5)
    assert done.scores["accuracy"].value == np.mean(done.output.argmax(axis=1) == targets["label"])


@pytest.mark.parametrize("training", [True, False])
def test_the_network_is_left_as_it_was(rig, training):
    task, examples, model = rig
    model.train(training)
    before = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    outputs(model, task, examples, examples.rows("train"))
    assert model.training is training
    assert all(torch.equal(tensor, before[n]) for n, tensor in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())


def test_the_mode_is_put_back_after_an_error(rig):
    task, examples, model = rig
    model.train()
    with pytest.raises(IndexError):
        outputs(model, task, examples, np.array([10_000]))
    assert model.training


def test_without_targets_there_are_outputs_and_no_loss(rig):
    task, examples, model = rig
    pictures = {"picture": examples.arrays["picture"]}
    bare = dataclasses.replace(examples, arrays=pictures)
    output, loss = outputs(model, task, bare, np.arange(4))
    assert output.shape == (4, 2)
    assert math.isnan(loss)


def test_a_task_that_cannot_say_what_an_answer_costs_still_answers(make_pictures):
    task, pictures = Style(side=16, width=0.25), np.zeros((3, 3, 16, 16), dtype=np.uint8)
    torch.manual_seed(0)
    examples = dataclasses.replace(make_pictures(), arrays={"picture": pictures})
    output, loss = outputs(task.model(), task, examples, np.arange(3))
    assert output.shape == (3, 3, 16, 16)
    assert math.isnan(loss)


def test_members_are_combined(make_table_task, make_table):
    task, examples = make_table_task(members=3), make_table()
    output, _ = outputs(task.model(), task, examples, examples.rows("val"))
    assert output.shape == (10, 2)
    assert output.dtype == np.float32


def test_members_may_be_kept_apart(make_table_task, make_table):
    task, examples = make_table_task(members=3), make_table()
    model, rows = task.model(), examples.rows("val")
    kept, loss = outputs(model, task, examples, rows, keep_members=True)
    assert (kept.shape, kept.dtype) == ((10, 3, 2), np.float32)
    vote, same_loss = outputs(model, task, examples, rows)
    np.testing.assert_array_equal(task.combine(torch.from_numpy(kept)).numpy(), vote)
    assert loss == same_loss


def test_the_train_subset_is_fixed_sorted_and_of_train(make_pictures):
    examples = make_pictures(200)
    assert train_subset(examples, 0).tolist() == examples.rows("train").tolist()
    examples = dataclasses.replace(examples, subset=60)
    found = train_subset(examples, 0)
    assert len(found) == 60
    assert (np.diff(found) > 0).all()
    assert set(found) <= set(examples.rows("train"))
    assert found.tolist() == train_subset(examples, 0).tolist()
    assert found.tolist() != train_subset(examples, 1).tolist()
    examples = dataclasses.replace(examples, subset=5)
    assert len(train_subset(examples, 0)) == len(examples.rows("val"))
    bare = dataclasses.replace(examples, splits={"train": np.arange(20)})
    assert len(train_subset(bare, 0)) == 5


def probabilities(model, batch):
    with torch.inference_mode():
        return model.eval()(batch["picture"]).softmax(dim=1)


@pytest.mark.parametrize("tta", ["none", "doubtful", "all"])
def test_answers_are_the_mean_over_the_views_asked_for(tta, make_image_task, make_pictures):
    torch.manual_seed(0)
    task, examples = make_image_task(augment="flip", tta=tta), make_pictures()
    model, rows = task.model(), np.arange(12)
    with torch.no_grad():  # larger answers, so that some are sure and some are not
        list(model.parameters())[-2].mul_(20)
    stored = {name: torch.from_numpy(array) for name, array in examples.take(rows).items()}
    batch = task.prepare(stored)
    views = [batch, *make_image_task(augment="flip", tta="all").views(batch)]
    first = probabilities(model, batch)
    mean = torch.stack([probabilities(model, view) for view in views]).mean(dim=0)
    again = {
        "none": first < 0,
        "all": first >= 0,
        "doubtful": first.amax(dim=1, keepdim=True) < 0.9,
    }
    wanted = torch.where(again[tta], mean, first)
    output, loss = outputs(model, task, examples, rows)
    found = torch.from_numpy(output).softmax(dim=1)
    torch.testing.assert_close(found, wanted, rtol=1e-5, atol=1e-6)
    assert 0 < int((first.amax(dim=1) < 0.9).sum()) < 12, "the test sees sure and doubtful rows"
    once, same_loss = outputs(model, task, examples, rows, looks=False)
    torch.testing.assert_close(torch.from_numpy(once).softmax(dim=1), first, rtol=1e-5, atol=1e-6)
    assert loss == same_loss, "the loss is that of the first look"


def test_evaluations_during_training_look_once(make_image_task, make_pictures, monkeypatch):
    torch.manual_seed(0)
    task, examples = make_image_task(tta="all"), make_pictures()
    model, seen = task.model(), []
    monkeypatch.setattr(type(task), "views", lambda task, batch: seen.append(len(batch)) or ())
    evaluate(model, task, examples, examples.rows("val"), looks=False)
    assert not seen
    evaluate(model, task, examples, examples.rows("val"))
    assert seen


def test_members_kept_apart_look_once(make_image_task, make_pictures):
    torch.manual_seed(0)
    examples, rows = make_pictures(), np.arange(12)
    task = make_image_task(augment="flip", tta="all", members=2)
    model = task.model()
    kept, _ = outputs(model, task, examples, rows, keep_members=True)
    once, _ = outputs(model, task, examples, rows, looks=False)
    assert kept.shape == (12, 2, 2)
    np.testing.assert_array_equal(task.combine(torch.from_numpy(kept)).numpy(), once)
