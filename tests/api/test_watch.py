"""The coach beside whole trainings: it finds faults, and changes nothing."""

import random

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import netwright
from netwright.errors import SettingError


def _data(seed: int = 0) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Three classes in six numbers, 500 training and 200 held-out rows."""
    draws = np.random.default_rng(seed)
    y = draws.integers(0, 3, 700)
    middles = draws.normal(size=(3, 6)) * 1.6
    x = middles[y] + draws.normal(size=(700, 6))
    x, y = torch.tensor(x, dtype=torch.float32), torch.tensor(y)
    return x[:500], y[:500], x[500:], y[500:]


def _network(outputs: int = 3) -> nn.Sequential:
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Dropout(0.1), nn.Linear(24, outputs))


def _train(model, optimizer, loss_fn, data, *, epochs=12, clear=True, coach=None, shuffle=True):
    x, y = data[:2]
    draws = np.random.default_rng(0)
    for _ in range(epochs):
        model.train()
        order = draws.permutation(len(x)) if shuffle else np.arange(len(x))
        for at in range(0, len(x), 32):
            rows = order[at : at + 32]
            if clear:
                optimizer.zero_grad()
            loss = loss_fn(model(x[rows]), y[rows])
            if loss.requires_grad:
                loss.backward()
            optimizer.step()
            if coach:
                coach.step(loss)
        if coach:
            coach.epoch(valid_loss=1.0, valid_metric=0.5)


def _report(model, optimizer, loss_fn, data, **how):
    with netwright.watch(model, optimizer, loss_fn, train=data[:2], valid=data[2:]) as coach:
        _train(model, optimizer, loss_fn, data, coach=coach, **how)
    return coach.report()


def _adam(model, rate=0.01):
    return torch.optim.Adam(model.parameters(), lr=rate)


def test_a_healthy_training_raises_no_alarm():
    model = _network()
    report = _report(model, _adam(model), nn.CrossEntropyLoss(), _data())
    assert (report.health, report.cause) == ("healthy", None)
    assert report.text().startswith("healthy: ")
    assert not report.diagnosis.facts.forks
    assert report.diagnosis.facts.scores.skill > 0.6


def _rate(model, data):
    return torch.optim.SGD(model.parameters(), lr=1e-5), nn.CrossEntropyLoss(), data


def _scale(model, data):
    x, y, held, its = data
    wide = torch.tensor([1, 1, 1, 1, 1, 1e5])
    other = torch.randn(len(x), 1), torch.randn(len(held), 1)
    x, held = (torch.cat([a[:, :5], b], 1) * wide for a, b in zip((x, held), other, strict=True))
    return torch.optim.Adam(model.parameters(), lr=1e-3), nn.CrossEntropyLoss(), (x, y, held, its)


def _sign(model, data):
    return _adam(model), lambda o, y: -nn.functional.cross_entropy(o, y), data


def _outside(model, data):
    return _adam(_network()), nn.CrossEntropyLoss(), data


def _labels(model, data):
    x, y, held, its = data
    return _adam(model), nn.CrossEntropyLoss(), (x, y[torch.randperm(500)], held, its)


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        (_rate, "LR_LOW"),
        (_scale, "INPUT_SCALE"),
        (_sign, "SIGN"),
        (_outside, "NO_UPDATE"),
        (_labels, "LABELS_SHUFFLED"),
    ],
)
def test_typical_faults_are_named(fault, cause):
    model = _network()
    optimizer, loss_fn, data = fault(model, _data())
    report = _report(model, optimizer, loss_fn, data, epochs=8)
    assert (report.health, report.cause) == ("ill", cause)
    assert report.text().startswith(f"ill: {cause}")
    assert len(report.verdicts) > 40


class Opaque(nn.Module):
    """One module, functions only, a softmax in front of a loss that has its own."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.ParameterList([nn.Parameter(torch.randn(24, 6) / 3), torch.randn(3, 24) / 5])

    def forward(self, x):
        return torch.softmax(torch.relu(x @ self.w[0].T) @ self.w[1].T, -1)


def test_an_opaque_module_and_a_lambda_are_read_from_numbers():
    model = Opaque()
    report = _report(model, _adam(model), lambda o, t: nn.functional.cross_entropy(o, t), _data())
    assert report.cause == "DOUBLE_SOFTMAX"


def test_gradients_that_are_not_cleared_are_named():
    model = _network()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    report = _report(model, optimizer, nn.CrossEntropyLoss(), _data(), clear=False)
    assert report.cause == "NO_ZERO_GRAD"


def _bytes(model) -> list[bytes]:
    return [one.detach().numpy().tobytes() for one in model.state_dict().values()]


def test_the_training_is_the_same_with_and_without_a_coach():
    ends = []
    for watched in (False, True):
        model = nn.Sequential(
            nn.Linear(6, 16), nn.BatchNorm1d(16), nn.Dropout(0.2), nn.Linear(16, 3)
        )
        torch.manual_seed(5)
        for one in model:
            if hasattr(one, "reset_parameters"):
                one.reset_parameters()
        optimizer, loss_fn, data = _adam(model), nn.CrossEntropyLoss(), _data()
        np.random.seed(5)  # noqa: NPY002
        random.seed(5)
        if watched:
            with netwright.watch(model, optimizer, loss_fn, train=data[:2]) as coach:
                _train(model, optimizer, loss_fn, data, epochs=3, coach=coach)
            coach.report()
        else:
            _train(model, optimizer, loss_fn, data, epochs=3)
        drawn = (torch.get_rng_state().numpy().tobytes(), np.random.rand(), random.random())  # noqa: NPY002
        ends.append((_bytes(model), drawn))
    assert ends[0] == ends[1]


def test_the_network_is_left_as_it_was_found():
    model = _network()
    model[0].bias.requires_grad_(False)
    model[2].eval()
    optimizer, data = _adam(model), _data()
    with netwright.watch(model, optimizer, nn.CrossEntropyLoss(), train=data[:2]) as coach:
        assert model._forward_pre_hooks
        loss = nn.functional.cross_entropy(model(data[0]), data[1])
        loss.backward()
        optimizer.step()
        coach.step(loss)
        gradients = [None if p.grad is None else p.grad.clone() for p in model.parameters()]
    coach.report()
    assert not model._forward_pre_hooks
    assert not model[0].weight._backward_hooks
    assert [one.training for one in model] == [True, True, False, True]
    assert [one.requires_grad for one in model.parameters()] == [True, False, True, True]
    for old, one in zip(gradients, model.parameters(), strict=True):
        assert old is None if one.grad is None else torch.equal(old, one.grad)


def test_a_loader_will_do_and_held_out_rows_are_not_needed():
    x, y, _, _ = _data()
    loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)
    model = _network()
    optimizer, loss_fn = _adam(model), nn.CrossEntropyLoss()
    with netwright.watch(model, optimizer, loss_fn, train=loader) as coach:
        for _ in range(10):
            for some, labels in loader:
                optimizer.zero_grad()
                loss = loss_fn(model(some), labels)
                loss.backward()
                optimizer.step()
                coach.step(loss)
    report = coach.report()
    assert report is coach.report()
    assert (report.health, report.cause) == ("healthy", None)
    assert not report.notes


def test_an_error_inside_the_coach_is_a_note():
    class Uncopied(nn.Linear):
        def __deepcopy__(self, memo):
            raise TypeError("not this one")

    model, data = Uncopied(6, 3), _data()
    report = _report(model, _adam(model), nn.CrossEntropyLoss(), data, epochs=1)
    assert report.health == "unsure"
    assert "could not be copied: TypeError: not this one" in report.text()


def test_a_step_or_an_epoch_that_cannot_be_read_is_a_note():
    model, data = _network(), _data()
    with netwright.watch(model, _adam(model), nn.CrossEntropyLoss(), train=data[:2]) as coach:
        coach.step("nothing")
        coach.epoch(valid_loss="nothing")
    assert any("a step could not be read" in note for note in coach.report().notes)
    assert any("an epoch could not be read" in note for note in coach.report().notes)


def test_errors_of_the_loop_go_through():
    model, data = _network(), _data()
    with (
        pytest.raises(ZeroDivisionError),
        netwright.watch(model, _adam(model), nn.CrossEntropyLoss(), train=data[:2]),
    ):
        _ = 1 / 0
    assert not model._forward_pre_hooks


def test_a_task_without_a_name_is_refused():
    model, data = _network(), _data()
    with pytest.raises(SettingError, match="task must be one of classification, regression, sev"):
        netwright.watch(model, _adam(model), nn.CrossEntropyLoss(), train=data[:2], task="cats")


def test_forks_stay_within_their_seconds():
    model, data = _network(), _data()
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
    loss_fn = nn.CrossEntropyLoss()
    with netwright.watch(model, optimizer, loss_fn, train=data[:2], seconds=0.2) as coach:
        _train(model, optimizer, loss_fn, data, epochs=8, coach=coach)
    report = coach.report()
    took = sum(found.seconds for found in report.diagnosis.facts.forks.values())
    assert took < 0.4
    assert "of 0.2 s allowed" in report.text() or "not finished" in report.text()
