"""The task that learns a style: what it costs, in which unit, and who learns."""

import numpy as np
import pytest
import torch
from torch import nn

from netwright.contracts import Task
from netwright.models import Features
from netwright.objectives import StyleCost, root_mean_squares
from netwright.tasks import Style, StyleTraining


def looking():
    """A small network whose layers give maps."""
    torch.manual_seed(3)
    network = nn.Sequential()
    network.add_module("first", nn.Sequential(nn.Conv2d(3, 6, 3, padding=1), nn.ReLU()))
    network.add_module("second", nn.Sequential(nn.Conv2d(6, 8, 3, 2, padding=1), nn.ReLU()))
    return Features(network, ("first", "second"))


def training(style_weight=1.0, **settings):
    look = looking()
    cost = StyleCost(
        content={"second": 1.0}, style={"first": 0.5, "second": 0.5}, beta=style_weight, gamma=0.01
    )
    painting = torch.rand(3, 20, 24, generator=torch.Generator().manual_seed(1))
    cost.aim_at_style(look(painting.unsqueeze(0)))
    cost.measure_content_in(root_mean_squares([look(torch.full((1, 3, 16, 16), 0.3))]))
    task = Style(side=16, width=0.25, augment="flip")
    return StyleTraining(
        **task.settings(),
        look=look,
        look_at_content=look.at(("second",)),
        cost=cost,
        painting=painting,
        unchanged={"total": 4.0, "content": 0.0, "style": 3.5, "variation": 0.5},
        **settings,
    )


def stored(count=5):
    pixels = np.random.default_rng(0).integers(0, 256, (count, 3, 16, 16))
    return {"picture": pixels.astype(np.uint8)}


def test_it_is_the_task_with_somebody_who_looks_and_keeps_no_more_than_it():
    task = training()
    assert isinstance(task, Task)
    assert (task.targets, task.draws) == (("picture",), 1)
    assert task.settings() == task.plain.settings()
    assert type(task.plain) is Style


def test_only_the_network_that_paints_learns():
    task = training()
    model = task.model()
    batch = task.prepare({"picture": torch.from_numpy(stored()["picture"])})
    loss = task.loss(model(batch["picture"]), batch)
    torch.autograd.backward(loss)
    assert all(p.grad is not None and p.grad.isfinite().all() for p in model.parameters())
    assert any(p.grad.abs().max() > 0 for p in model.parameters())
    assert not any(p.requires_grad or p.grad is not None for p in task.look.parameters())
    assert len(model.state_dict()) == len(task.plain.model().state_dict())


def test_the_loss_of_a_batch_is_the_mean_of_its_parts():
    """So a batch may be cut into pieces: the content's unit is not the batch's."""
    task, made = training(), torch.rand(4, 3, 16, 16)
    batch = task.prepare({"picture": torch.from_numpy(stored(4)["picture"])})
    whole = task.loss(made, batch)
    halves = [
        task.loss(made[half], {"picture": batch["picture"][half]})
        for half in (slice(2), slice(2, 4))
    ]
    torch.testing.assert_close(whole, (halves[0] + halves[1]) / 2)


def test_an_unchanged_training_picture_is_the_unit_whatever_the_rows_cost():
    task, arrays = training(), stored()
    assert task.trivial({}, arrays) == {
        "cost": 1.0, "content": 0.0, "style": 0.875, "variation": 0.125,
    }  # fmt: skip
    same = arrays["picture"].astype(np.float32)
    scores = task.measures(same, arrays)
    assert scores["content"].value == pytest.approx(0, abs=1e-9)
    found = task.beside(same, arrays)
    for name in ("total", "content", "style", "variation"):
        np.testing.assert_array_equal(found.made[name], found.given[name])
    assert scores["cost"].value == pytest.approx(found.given["total"].mean() / 4)


def test_the_parts_add_up_and_the_loss_is_the_cost_in_another_unit():
    task, arrays = training(), stored()
    output = np.random.default_rng(1).uniform(0, 255, (5, 3, 16, 16)).astype(np.float32)
    scores = task.measures(output, arrays)
    parts = [scores[name].value for name in ("content", "style", "variation")]
    assert scores["cost"].value == pytest.approx(sum(parts), rel=1e-5)
    assert task.losses(output, arrays).mean() == pytest.approx(scores["cost"].value)
    assert scores["cost"].standard_error > 0
    assert task.measures(output[:1], stored(1))["cost"].standard_error is None
    batch = task.prepare({"picture": torch.from_numpy(arrays["picture"])})
    loss = task.loss(torch.from_numpy(output) / 255, batch).item()
    assert loss == pytest.approx(4 * scores["cost"].value, rel=1e-4)


def test_another_picture_in_its_place_costs_content():
    task, arrays = training(), stored()
    found = task.unrelated(arrays)
    assert found.shape == (5,)
    assert (found > 0).all()
    assert len(set(found.tolist())) == 5


def test_bf16_costs_nearly_the_same():
    plain, half = training(), training(half=True)
    batch = plain.prepare({"picture": torch.from_numpy(stored()["picture"])})
    made = torch.rand(5, 3, 16, 16, generator=torch.Generator().manual_seed(2))
    losses = [task.loss(made, batch) for task in (plain, half)]
    assert losses[0].item() != losses[1].item()
    torch.testing.assert_close(losses[1], losses[0], rtol=0.05, atol=0)


def test_those_who_look_go_where_the_pictures_are_and_learn_there():
    """As in an evaluation before the first step: within inference mode."""
    task = training()
    task.look.to("meta")
    with torch.inference_mode():
        meta = task.prepare({"picture": torch.zeros(2, 3, 16, 16, dtype=torch.uint8)})
        task.look.to_empty(device="cpu")
        assert task.loss(torch.zeros(2, 3, 16, 16), meta).device.type == "cpu"
    device = torch.device("meta")
    with torch.inference_mode():
        task._follow(device)
    places = [*task.look.parameters(), *task.look_at_content.buffers()]
    assert all(one.device == device and not one.is_inference() for one in places)
