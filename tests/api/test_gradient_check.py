"""Right gradients are called right, and wrong ones found and named."""

import dataclasses

import pytest
import torch
from torch import nn

from netwright.api._gradient_check import ALL, DIRECTIONS, FLOOR, RIGHT, SOME, check_gradients
from netwright.api._subject import subject_of

TINY = {"width": 0.05}  # 16 units of mlp, 8 channels of convnet


def named(check):
    return {tensor.name: tensor for tensor in check.tensors}


def check_of(what, data=None, rows=6, **user):
    return check_gradients(subject_of(what, data, rows, user))


@pytest.mark.parametrize(
    ("name", "settings"), [("logistic", {}), ("mlp", TINY), ("convnet", TINY)], ids=str
)
def test_every_gradient_of_a_small_network_of_pictures_is_right(name, settings):
    subject = subject_of(name, None, 6, settings)
    numbers = {n: p.numel() for n, p in subject.network.named_parameters()}
    check = check_gradients(subject)
    assert check.right, check.tensors[0]
    assert {t.name: t.numbers for t in check.tensors} == numbers
    assert all(t.checked == t.numbers and t.difference < 1e-6 for t in check.tensors)
    assert len(check.directions) == DIRECTIONS
    assert [t.worst for t in check.tensors] == sorted(t.worst for t in check.tensors)[::-1]
    assert check.worst == max(check.tensors[0].worst, *check.directions)


@pytest.mark.parametrize("members", [1, 3])
def test_a_network_of_a_table_is_right(data, members):
    check = check_of("mlp", str(data / "people.csv"), target="label", members=members, **TINY)
    assert check.right
    assert named(check)["embedding.waves.mix"].checked == 2 * 16 * 3


@pytest.mark.parametrize("name", ["people", "houses"])
def test_a_run_is_checked_as_training_left_it(runs, name, monkeypatch):
    monkeypatch.setattr("netwright.api._gradient_check.ALL", 500)
    run = getattr(runs, name)
    check = check_of(str(run.path))
    assert check.right
    assert max(abs(tensor.gradient) for tensor in check.tensors) > 0
    assert check.penalty == 0.0  # adamw decays apart from the loss


def test_a_table_without_numbers_has_no_weights_to_check(tmp_path):
    lines = ["town,pet,label"]
    lines += [
        f"{'abcdefgh'[i % 8]},{'stuvwxyz'[i // 8]},{'no' if i % 3 else 'yes'}" for i in range(64)
    ]
    (tmp_path / "towns.csv").write_text("\n".join(lines) + "\n")
    check = check_of("logistic", str(tmp_path / "towns.csv"), target="label")
    assert check.right
    assert set(named(check)) == {"affine.bias", "codes.0.weight", "codes.1.weight"}


def test_of_a_large_network_some_numbers_and_directions_are_checked():
    subject = subject_of("logistic", None, 4, {})
    torch.manual_seed(0)
    subject = dataclasses.replace(subject, network=Wide(ALL // 64 + 1))
    check = check_gradients(subject)
    assert check.right
    assert {t.name: (t.checked, t.numbers) for t in check.tensors} == {
        "first.weight": (SOME, 64 * (ALL // 64 + 1)),
        "first.bias": (SOME, ALL // 64 + 1),
        "last.weight": (SOME, 10 * (ALL // 64 + 1)),
        "last.bias": (10, 10),
    }
    assert len(check.directions) == DIRECTIONS


class Wide(nn.Module):
    def __init__(self, units):
        super().__init__()
        self.first, self.last = nn.Linear(64, units), nn.Linear(units, 10)

    def forward(self, numbers):
        return self.last(torch.tanh(self.first(numbers.flatten(1))))


class Bent(torch.autograd.Function):
    """A copy whose gradient is bent by a function."""

    @staticmethod
    def forward(ctx, x, bend):
        ctx.bend = bend
        return x.clone()

    @staticmethod
    def backward(ctx, dy):
        return ctx.bend(dy), None


class Small(nn.Module):
    """2 numbers of a table -> 3 units -> 2 classes; the first weights have a bent gradient."""

    def __init__(self, bend=None, between=torch.tanh):
        super().__init__()
        torch.manual_seed(0)
        self.first, self.last = nn.Linear(2, 3), nn.Linear(3, 2)
        self.bend, self.between = bend, between

    def forward(self, numbers, categories):
        weight = self.first.weight
        if self.bend is not None:
            weight = Bent.apply(weight, self.bend)
        return self.last(self.between(nn.functional.linear(numbers, weight, self.first.bias)))


@pytest.fixture
def table(data):
    """A subject of a table of 2 numbers, whose network a test puts another in place of."""
    return subject_of("logistic", str(data / "people.csv"), 12, {"target": "label"})


def checked(table, network):
    return check_gradients(dataclasses.replace(table, network=network))


def added(dy, place=5):
    """A thousandth of the largest slope more at one place; the sixth is (2, 1)."""
    more = torch.zeros(6, dtype=dy.dtype)
    more[place] = 1e-3 * dy.abs().max()
    return dy + more.view(3, 2)


def test_the_right_form_of_the_small_network_is_right(table):
    assert checked(table, Small(lambda dy: dy)).right


def test_one_wrong_number_is_found_and_named(table):
    check = checked(table, Small(added))
    assert not check.right
    worst = check.tensors[0]
    assert (worst.name, worst.at) == ("first.weight", (2, 1))
    assert worst.worst > RIGHT
    assert abs(worst.gradient - worst.slope) > 0
    assert all(tensor.worst < RIGHT for tensor in check.tensors[1:])
    assert max(check.directions) > RIGHT


@pytest.mark.parametrize(
    ("bend", "at_least"),
    [
        (torch.zeros_like, 0.999),
        (lambda dy: 1.01 * dy, 0.009),
        (lambda dy: 1.0001 * dy, 0.00009),
        (lambda dy: -dy, 1.9),
        (lambda dy: dy.flip(1), 0.1),
    ],
    ids=["zero", "a hundredth more", "a ten thousandth more", "the sign", "swapped"],
)
def test_a_wrong_backward_is_found(table, bend, at_least):
    check = checked(table, Small(bend))
    assert not check.right
    assert check.tensors[0].name == "first.weight"
    assert check.tensors[0].worst >= at_least
    assert check.worst >= at_least
    assert [t.name for t in check.tensors if t.worst > RIGHT] == ["first.weight"]


def test_a_wrong_number_that_was_not_drawn_is_found_along_the_directions(table, monkeypatch):
    for name in ("ALL", "SOME"):
        monkeypatch.setattr(f"netwright.api._gradient_check.{name}", 1)
    drawn = 0
    for place in range(6):
        check = checked(table, Small(lambda dy, place=place: added(dy, place)))
        assert not check.right
        drawn += check.tensors[0].worst > RIGHT
    assert drawn == 1


def test_a_branch_that_was_cut_off_is_found(table):
    check = checked(table, Small(between=lambda x: torch.tanh(x) + x.detach()))
    wrong = {tensor.name for tensor in check.tensors if tensor.worst > RIGHT}
    assert wrong == {"first.weight", "first.bias"}


def test_a_parameter_that_gets_no_gradient_counts_as_zero(table):
    check = checked(table, Small(between=lambda x: torch.tanh(x.detach())))
    assert {t.name: t.gradient for t in check.tensors if t.worst > RIGHT} == {
        "first.weight": 0.0,
        "first.bias": 0.0,
    }


@pytest.mark.parametrize("distance", [0.0, 1e-9, -1e-9, 5e-7, -5e-6])
def test_a_kink_at_or_near_the_point_is_no_mistake(table, distance):
    network = Small(between=torch.relu)
    with torch.no_grad():
        network.first.bias[0] = distance
    numbers = table.batch["numbers"].clone()
    numbers[0] = 0.0  # so that the first unit stands this far from its kink in the first row
    subject = dataclasses.replace(table, batch={**table.batch, "numbers": numbers})
    check = checked(subject, network)
    assert check.right, check.tensors[0]
    assert not checked(subject, Small(torch.zeros_like, torch.relu)).right


def test_slopes_that_drown_in_rounding_are_no_mistake(table):
    """A bias before a norm moves nothing, and a network that knows everything hardly anything."""

    class Normed(Small):
        def __init__(self):
            super().__init__(between=nn.BatchNorm1d(3))

    check = checked(table, Normed())
    assert abs(named(check)["first.bias"].gradient) < 1e-12
    assert check.right, check.tensors[0]
    network = Small()
    with torch.no_grad():
        network.last.bias.copy_(torch.tensor([0.0, 20.0]))
    batch = {**table.batch, "label": torch.ones_like(table.batch["label"])}
    sure = dataclasses.replace(
        table, batch=batch, task=dataclasses.replace(table.task, smoothing=0.0)
    )
    check = checked(sure, network)
    assert 0 < check.loss < 1e-6
    assert check.right, check.tensors[0]


def test_the_work_is_done_on_one_thread_and_threads_are_as_before(table):
    seen = set()

    def between(x):
        seen.add(torch.get_num_threads())
        return torch.tanh(x)

    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        assert checked(table, Small(between=between)).right
        assert (seen, torch.get_num_threads()) == ({1}, 2)
    finally:
        torch.set_num_threads(before)


def test_dropout_is_left_out_on_both_sides():
    plain = check_of("mlp", width=0.05)
    dropped = check_of("mlp", width=0.05, dropout=0.5)
    assert dropped.right
    assert dropped.loss == plain.loss


@pytest.mark.parametrize("optimiser", ["sgd", "momentum", "adam", "adamw"])
def test_the_penalty_is_in_where_the_optimiser_has_it_in_the_gradient(table, optimiser):
    def check(decay):
        changed = {"optimiser": optimiser, "weight_decay": decay}
        settings = table.settings.model_copy(update=changed)
        return checked(dataclasses.replace(table, settings=settings), Small())

    without, penalised = check(0.0), check(0.5)
    assert penalised.right
    if optimiser == "adamw":
        assert (penalised.penalty, penalised.loss) == (0.0, without.loss)
        return
    weights = {n: p.detach().double() for n, p in Small().named_parameters() if p.dim() > 1}
    squares = sum(float((weight**2).sum()) for weight in weights.values())
    assert penalised.penalty == 0.5
    assert penalised.loss == pytest.approx(without.loss + 0.25 * squares, rel=1e-12)
    assert set(weights) == {"first.weight", "last.weight"}
    for name, tensor in named(penalised).items():
        plain = gradient_at(table, name, tensor.at)
        decayed = 0.5 * weights[name][tensor.at].item() if name in weights else 0.0
        assert tensor.gradient == pytest.approx(plain + decayed, rel=1e-12)


def gradient_at(table, name, place):
    """Of the loss alone."""
    network = Small().double()
    batch = {n: t.double() if t.is_floating_point() else t for n, t in table.batch.items()}
    table.task.loss(network(batch["numbers"], batch["categories"]), batch).backward()
    return network.get_parameter(name).grad[place].item()


def test_parameters_are_where_they_were_and_the_numbers_say_what_they_are(table):
    network = Small(added)
    before = [p.detach().numpy().tobytes() for p in network.parameters()]
    check = checked(table, network)
    assert [p.detach().numpy().tobytes() for p in network.parameters()] == before
    assert all(p.grad is None for p in network.parameters())
    worst = check.tensors[0]
    precise = dataclasses.replace(table, network=network).precise()
    loss = precise.loss(precise.network(**precise.given))
    (claimed,) = torch.autograd.grad(loss, [precise.network.first.weight])
    assert worst.gradient == claimed[worst.at].item()
    least = FLOOR * claimed.abs().max().item()
    size = max(abs(worst.gradient), abs(worst.slope), least)
    assert worst.worst == pytest.approx(abs(worst.gradient - worst.slope) / size, rel=0.01)
    assert worst.numbers == worst.checked == 6
    assert 0 < worst.difference < 1e-2
