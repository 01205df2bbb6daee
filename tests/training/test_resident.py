"""bf16 weights with fp32 masters, on any CPU: where bf16 is emulated the networks here are tiny."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from netwright.models import (
    KeyedDropout,
    PictureInput,
    Size,
    TableInput,
    make_network,
    seek_dropout,
)
from netwright.training import Candidate, Checkpoint
from netwright.training._flat import FlatParameters
from netwright.training._passes import ReplayedPasses, plain_pass
from netwright.training._plan import RESIDENT
from netwright.training._resident import HALF, Resident
from netwright.training._stepper import Stepper

CPU = torch.device("cpu")
ROWS, CLASSES = 6, 3
# each kind of layer there is, in networks that are quick where bf16 is emulated
NAMES = ["logistic", "mlp", "convnet", "resnet", "speedrun", "lenet5", "vgg11", "resnet20"]
NAMES += ["googlenet", "mobilenet-v1", "mobilenet-v2", "nasnet-a"]


def way(passes="plain", memory="contiguous"):
    return Candidate(dtype=RESIDENT, memory=memory, threads=1, passes=passes)


def pictures(seed, side=32):
    made = torch.Generator().manual_seed(seed)
    label = torch.randint(CLASSES, (ROWS,), generator=made)
    return {"x": torch.randn(ROWS, 3, side, side, generator=made), "label": label}


def autocast(network):
    """Loss of a batch under autocast, whose weights are rounded anew in each layer."""

    def run(batch):
        with torch.autocast("cpu", dtype=HALF):
            output = network(batch["x"])
        return functional.cross_entropy(output.float(), batch["label"])

    return run


def rounded(network):
    def run(batch):
        return functional.cross_entropy(network(batch["x"].to(HALF)).float(), batch["label"])

    return run


@pytest.mark.parametrize("name", NAMES)
def test_networks_give_what_autocast_gives(name):
    torch.manual_seed(0)
    network = make_network(name, PictureInput(channels=3, side=32), CLASSES, Size(width=0.05))
    network.to(memory_format=torch.channels_last)
    flat, batch = FlatParameters(network), pictures(1)
    held = {n: buffer.clone() for n, buffer in flat.buffers().items()}
    loss = plain_pass(autocast(network), flat, batch)
    wanted = flat.gradients.clone()
    means = {n: buffer.clone() for n, buffer in flat.buffers().items()}
    for n, buffer in flat.buffers().items():
        buffer.copy_(held[n])

    resident = Resident(network, flat)
    resident.enter()
    assert float(plain_pass(rounded(network), resident, batch)) == pytest.approx(float(loss), 2e-3)
    gap = torch.linalg.vector_norm(flat.gradients - wanted)
    assert gap <= 2e-2 * torch.linalg.vector_norm(wanted)
    for n, buffer in flat.buffers().items():
        assert buffer.dtype == means[n].dtype
        torch.testing.assert_close(buffer, means[n], rtol=1e-2, atol=1e-3)


class Odd(nn.Module):
    """A trained layer, a norm, a layer that does not learn, and a fixed buffer."""

    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Linear(4, 5), nn.BatchNorm1d(5)
        self.fixed = nn.Linear(5, 5).requires_grad_(False)
        self.register_buffer("mix", torch.randn(5, CLASSES))
        self.register_buffer("codes", torch.arange(3), persistent=False)

    def forward(self, x):
        return self.fixed(self.norm(self.first(x))) @ self.mix


@pytest.fixture
def odd():
    torch.manual_seed(0)
    network = Odd()
    flat = FlatParameters(network)
    return network, flat, Resident(network, flat)


def dtypes(network):
    named = [*network.named_parameters(), *network.named_buffers()]
    return {name for name, tensor in named if tensor.dtype == HALF}


def test_all_but_norms_is_bf16_inside_and_nothing_outside(odd):
    network, flat, resident = odd
    before = {n: t.clone() for n, t in network.state_dict().items()}
    resident.enter()
    floats = {"first.weight", "first.bias", "fixed.weight", "fixed.bias", "mix"}
    assert dtypes(network) == floats
    assert torch.equal(network.first.weight, before["first.weight"].to(HALF))
    assert all(p.grad.dtype == p.dtype for p in network.parameters() if p.grad is not None)
    resident.leave()
    assert dtypes(network) == set()
    after = network.state_dict()
    assert all(torch.equal(after[name], before[name]) for name in before)
    # and the parameters are the masters again, their gradients the fp32 ones
    flat.values.fill_(2.0)
    flat.gradients.fill_(3.0)
    for name in flat.names():
        parameter = network.get_parameter(name)
        assert bool((parameter == 2).all())
        assert bool((parameter.grad == 3).all())


def test_gradients_of_norms_arrive_unrounded(odd):
    network, flat, resident = odd
    resident.enter()
    resident.clear()
    made = torch.Generator().manual_seed(0)
    for name in flat.names():
        parameter = network.get_parameter(name)
        parameter.grad.copy_(torch.rand(parameter.shape, generator=made))
    resident.collect()
    made = torch.Generator().manual_seed(0)
    for name, gradient in flat.named(flat.gradients).items():
        wanted = torch.rand(gradient.shape, generator=made)
        wanted = wanted if name.startswith("norm.") else wanted.to(HALF).float()
        assert torch.equal(gradient, wanted)
    resident.clear()
    resident.collect()
    assert not flat.gradients.any()


def test_a_step_too_small_for_bf16_is_kept_by_the_masters(odd):
    network, flat, resident = odd
    flat.values.fill_(1.0)
    for _ in range(8):
        flat.values.add_(1e-3)
        resident.enter()
    assert float(flat.values[0]) == pytest.approx(1.008)
    assert network.first.weight[0, 0].item() == torch.tensor(1.008).to(HALF).item() != 1.0


def test_members_and_tables_are_near_fp32():
    torch.manual_seed(0)
    shape = TableInput(numbers=3, sizes=(4, 30))
    network = make_network("mlp", shape, CLASSES, Size(members=2, dropout=0.3, width=0.1))
    flat = FlatParameters(network)
    flat.values.add_(torch.randn(len(flat.values)), alpha=0.05)  # the last layer begins at 0
    made = torch.Generator().manual_seed(0)
    label = torch.randint(CLASSES, (ROWS,), generator=made)
    codes = torch.stack([torch.randint(size, (ROWS,), generator=made) for size in (4, 30)], dim=1)
    batch = {"x": torch.randn(ROWS, 3, generator=made), "label": label}
    seek_dropout([m for m in network.modules() if isinstance(m, KeyedDropout)], 0, 0)

    def run(batch):
        output = network(batch["x"], codes).float().mean(dim=1)
        return functional.cross_entropy(output, batch["label"])

    loss = float(plain_pass(run, flat, batch))
    wanted = flat.gradients.clone()
    resident = Resident(network, flat)
    resident.enter()
    half = {**batch, "x": batch["x"].to(HALF)}
    assert float(plain_pass(run, resident, half)) == pytest.approx(loss, rel=2e-2)
    gap = torch.linalg.vector_norm(flat.gradients - wanted)
    assert gap <= 0.1 * torch.linalg.vector_norm(wanted)


def test_replayed_passes_are_those_of_plain_ones():
    torch.manual_seed(0)
    network = nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Flatten(), nn.Linear(144, CLASSES)
    )
    flat = FlatParameters(network)
    resident = Resident(network, flat)
    runs = []

    def run(batch):
        runs.append(1)
        return rounded(network)(batch)

    replayed = ReplayedPasses(run, resident, [])
    for seed in range(4):
        batch = pictures(seed, side=8)
        resident.enter()
        loss, got = float(replayed(batch, 0)), flat.gradients.clone()
        assert loss == pytest.approx(float(plain_pass(rounded(network), resident, batch)), rel=1e-2)
        assert (got - flat.gradients).abs().max() <= 2.0**-7 * flat.gradients.abs().max()
        resident.leave()  # an evaluation between two steps changes nothing
        flat.values.sub_(got, alpha=0.1)
    assert len(runs) == 2, "recorded once, after a plain pass"


CASES = [
    ("plain", {}),
    ("replayed", {}),
    ("plain", {"ema": 0.9, "freeze": "1", "thaw": 0.5, "optimiser": "muon"}),
    ("replayed", {"ema": 0.9, "clip": 0.5, "optimiser": "momentum"}),
]


@pytest.mark.parametrize(("passes", "changed"), CASES)
def test_resumed_from_any_checkpoint_it_ends_the_same(
    make_trainer, make_image_task, make_pictures, make_settings, memory, same, passes, changed
):
    def make():
        settings = make_settings(evaluations=4, **changed)
        task = make_image_task(augment="shift")
        return make_trainer(
            task, make_pictures(), settings, steps=8, candidate=way(passes, "channels_last")
        )

    whole = make()
    whole.save()
    whole.run()
    lines, kept = list(memory.lines), list(memory.checkpoints)
    for number in (0, 2):
        memory.lines.clear()
        again = make()
        again.restore(Checkpoint(tensors=kept[number][1], state=kept[number][2]))
        again.run()
        assert memory.lines == lines[number:]
        assert same(memory.checkpoints[-1][1], kept[-1][1])
    for group in kept[-1][1].values():
        assert all(t.dtype == torch.float32 for t in group.values() if t.is_floating_point())


def test_what_is_evaluated_is_the_fp32_network_that_is_saved(
    make_trainer, make_image_task, make_pictures, make_settings, memory
):
    trainer = make_trainer(
        make_image_task(), make_pictures(), make_settings(evaluations=1), steps=4, candidate=way()
    )
    trainer.run()
    network = make_image_task().model()
    network.load_state_dict(memory.checkpoints[-1][1]["weights"])
    network.eval()
    rows = trainer.examples.rows("val")
    stored = trainer.examples.take(rows)
    batch = trainer.task.prepare({name: torch.from_numpy(array) for name, array in stored.items()})
    with torch.no_grad():
        loss = float(trainer.task.loss(network(batch["picture"]), batch))
    assert memory.lines[-1]["val/loss"] == pytest.approx(loss, rel=1e-6)


def test_weights_put_in_after_a_step_are_those_of_the_next(make_image_task, make_settings):
    """A fixed whitening among them, which is rounded with the weights."""
    task = make_image_task(network="speedrun", channels=3, mean=(80.0,) * 3, std=(60.0,) * 3)
    stepper = Stepper(task, make_settings(), way(), CPU, steps=8)
    made = torch.Generator().manual_seed(0)
    label = torch.randint(2, (8,), generator=made)
    batch = {"picture": torch.randn(8, 3, 16, 16, generator=made), "label": label}
    stepper.step(batch, 0)
    whitening = stepper.flat.buffers()["whitening.weight"]
    stepper.begin({"whitening.weight": torch.full_like(whitening, 0.125)})
    stepper.step(batch, 1)
    assert bool((stepper._network.whitening.weight == 0.125).all())
    assert stepper._network.whitening.weight.dtype == HALF
    held = stepper.tensors()["weights"]["whitening.weight"]
    assert torch.equal(held, torch.full_like(whitening, 0.125))
    assert stepper.model.whitening.weight.dtype == torch.float32
