"""A replayed pass gives the numbers of a plain one, or is refused."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional

from netwright.models import PictureInput, Size, TableInput, make_network
from netwright.training import _recording, _replay
from netwright.training._flat import FlatParameters
from netwright.training._passes import plain_pass
from netwright.training._recording import NotReplayableError
from netwright.training._replay import Replay

ROWS, CLASSES = 12, 3
PICTURES = PictureInput(channels=2, side=16)
TABLES = TableInput(numbers=5, sizes=(4, 3))
NETWORKS = {
    "logistic": (PICTURES, {}),
    "mlp": (PICTURES, {}),
    "mlp of a table": (TABLES, {}),
    "mlp, 3 members": (TABLES, {"members": 3}),
    "convnet": (PICTURES, {"width": 0.3}),
    "resnet": (PICTURES, {"width": 0.3}),
    "convnet, 2 members": (PICTURES, {"width": 0.2, "members": 2}),
    "mobilenet-v2": (PICTURES, {"width": 0.1}),
    "googlenet": (PICTURES, {"width": 0.1}),
}


def batch_of(shape, seed):
    made = torch.Generator().manual_seed(seed)
    label = torch.randint(CLASSES, (ROWS,), generator=made)
    if isinstance(shape, PictureInput):
        pictures = torch.randn(ROWS, shape.channels, shape.side, shape.side, generator=made)
        return {"x": pictures, "label": label}
    codes = [torch.randint(size, (ROWS, 1), generator=made) for size in shape.sizes]
    return {
        "x": torch.randn(ROWS, shape.numbers, generator=made),
        "codes": torch.cat(codes, dim=1),
        "label": label,
    }


def run_of(network):
    def run(batch):
        output = network(*(tensor for name, tensor in batch.items() if name != "label"))
        output = output.mean(dim=1) if output.dim() == 3 else output
        return functional.cross_entropy(output, batch["label"], label_smoothing=0.1)

    return run


def flattened(network):
    flat = FlatParameters(network)
    return flat, list(flat.views(flat.gradients))


@pytest.mark.parametrize("memory", [torch.contiguous_format, torch.channels_last])
@pytest.mark.parametrize("case", NETWORKS)
def test_loss_gradients_and_running_means_are_those_of_a_plain_pass(case, memory):
    shape, size = NETWORKS[case]
    if isinstance(shape, TableInput) and memory is torch.channels_last:
        return  # tables have no channels
    torch.manual_seed(0)
    network = make_network(case.partition(",")[0].partition(" of")[0], shape, CLASSES, Size(**size))
    network.to(memory_format=memory)
    for parameter in network.parameters():  # some begin at 0
        parameter.data.add_(torch.randn_like(parameter), alpha=0.02)
    flat, gradients = flattened(network)
    run = run_of(network)
    held = {name: buffer.clone() for name, buffer in flat.buffers().items()}
    replay = Replay(run, batch_of(shape, 0), gradients)
    ways = []
    for way in (lambda batch: plain_pass(run, flat, batch), replay):
        for name, buffer in flat.buffers().items():
            buffer.copy_(held[name])
        found = []
        for seed in (1, 2, 3):
            flat.gradients.fill_(7.0)  # what a step before left there does not count
            found.append((float(way(batch_of(shape, seed))), flat.gradients.clone()))
        ways.append((found, {n: b.clone() for n, b in flat.buffers().items()}))
    (plain, means), (replayed, means_too) = ways
    assert [loss for loss, _ in replayed] == [loss for loss, _ in plain]
    assert len({loss for loss, _ in plain}) == 3
    for (_, wanted), (_, got) in zip(plain, replayed, strict=True):
        # a product written at another address may be added up in another order
        assert float((got - wanted).abs().max()) <= 2e-6 * float(wanted.abs().max())
    assert all(torch.equal(means[name], means_too[name]) for name in means)


def test_it_follows_the_parameters():
    network = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, CLASSES))
    flat, gradients = flattened(network)
    run, batch = run_of(network), {"x": torch.randn(ROWS, 4), "label": torch.arange(ROWS) % CLASSES}
    replay = Replay(run, batch, gradients)
    losses = []
    for _ in range(50):
        losses.append(float(replay(batch)))
        flat.values.sub_(flat.gradients)
    assert losses[-1] < 0.7 * losses[0]
    assert float(plain_pass(run, flat, batch)) == float(replay(batch))


class Twice(nn.Module):
    """One layer used at two places: its gradient is a sum."""

    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 4)

    def forward(self, x):
        return self.layer(torch.relu(self.layer(x)))


def test_a_layer_used_twice_gets_the_sum_of_its_gradients():
    network = Twice()
    flat, gradients = flattened(network)
    run = run_of(network)
    batches = [
        {"x": torch.randn(ROWS, 4), "label": torch.randint(CLASSES, (ROWS,))} for _ in range(2)
    ]
    replay = Replay(run, batches[0], gradients)
    plain_pass(run, flat, batches[1])
    wanted = flat.gradients.clone()
    for _ in range(2):  # nothing is left over from one pass to the next
        replay(batches[1])
        assert torch.equal(flat.gradients, wanted)


class Frozen(nn.Sequential):
    """Its first layer does not learn."""

    def __init__(self):
        super().__init__(nn.Linear(4, 4), nn.Linear(4, CLASSES))
        self[0].requires_grad_(False)


def test_what_does_not_learn_is_left_alone():
    network = Frozen()
    flat, gradients = flattened(network)
    run, batch = run_of(network), {"x": torch.randn(ROWS, 4), "label": torch.arange(ROWS) % CLASSES}
    replay = Replay(run, batch, gradients)
    replay(batch)
    got = flat.gradients.clone()
    plain_pass(run, flat, batch)
    assert torch.equal(got, flat.gradients)
    assert network[0].weight.grad is None


def scaled_by_a_branch(x):
    return x * 2 if bool(x.sum() > 0) else x


class Around(nn.Module):
    """A layer and something that cannot be replayed."""

    def __init__(self, what):
        super().__init__()
        self.layer, self.what = nn.Linear(4, CLASSES), what

    def forward(self, x):
        return self.layer(self.what(x))


REFUSED = {
    "a generator": (nn.Dropout(0.5), "depends on more than its arguments"),
    "a branch on the data": (scaled_by_a_branch, "depends on more than its arguments"),
    "a shape of the data": (lambda x: x[x.sum(1) > -9], "depends on more than its arguments"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_depends_on_more_than_its_arguments_is_refused(case):
    what, words = REFUSED[case]
    network = Around(what)
    _, gradients = flattened(network)
    batch = {"x": torch.randn(ROWS, 4), "label": torch.arange(ROWS) % CLASSES}
    with pytest.raises(NotReplayableError, match=words):
        Replay(run_of(network), batch, gradients)


def filled(x):
    made = torch.zeros(len(x), 4)
    made.add_(x)
    return made


def test_a_constant_that_is_written_to_is_made_anew():
    network = Around(filled)
    flat, gradients = flattened(network)
    run = run_of(network)
    batch = {"x": torch.randn(ROWS, 4), "label": torch.arange(ROWS) % CLASSES}
    replay = Replay(run, batch, gradients)
    first, again = float(replay(batch)), float(replay(batch))
    assert first == again == float(plain_pass(run, flat, batch))


def test_a_pass_that_changes_gradients_itself_is_refused():
    network = Around(nn.Identity())
    _, gradients = flattened(network)
    plain = run_of(network)

    def run(batch):
        with torch.no_grad():
            network.layer.weight.grad.mul_(0.5)
        return plain(batch)

    batch = {"x": torch.randn(ROWS, 4), "label": torch.arange(ROWS) % CLASSES}
    with pytest.raises(NotReplayableError, match="aten::mul_ changes a gradient"):
        Replay(run, batch, gradients)


def test_a_large_pass_is_refused_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(_recording, "MOST_BYTES", 1000)
    network = Around(nn.Identity())
    _, gradients = flattened(network)
    batch = {"x": torch.randn(100, 4), "label": torch.arange(100) % CLASSES}
    with pytest.raises(NotReplayableError, match="a pass must hold 1000 bytes at most to be rec"):
        Replay(run_of(network), batch, gradients)


def through_views(x):
    """Results of calls without an ``out=`` form, and views of them."""
    moving = x.flip(0).reshape(2, -1).t()
    return (moving - 0.5).flip(1).t().reshape(x.shape)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_relu_is_written_in_place_with_equal_bits(dtype):
    x = torch.tensor([math.nan, -0.0, 0.0, math.inf, -math.inf, 1e-45, -1e-45, 2.5], dtype=dtype)
    function, names = _replay._out_form(torch.ops.aten.relu.default)
    out = torch.empty_like(x)
    function(x, **{names[0]: out})
    whole = torch.int32 if dtype is torch.float32 else torch.int16
    assert torch.equal(out.view(whole), torch.relu(x).view(whole))


def test_memory_that_moves_is_followed():
    network = Around(through_views)
    flat, gradients = flattened(network)
    run = run_of(network)
    replay = Replay(run, {"x": torch.randn(ROWS, 4), "label": torch.arange(ROWS) % 3}, gradients)
    for _ in range(3):
        batch = {"x": torch.randn(ROWS, 4), "label": torch.randint(CLASSES, (ROWS,))}
        loss = float(replay(batch))
        got = flat.gradients.clone()
        assert loss == float(plain_pass(run, flat, batch))
        assert torch.equal(got, flat.gradients)


def seen_by_numpy(x):
    """Numbers that reach torch again by a way on which it sees no call."""
    moving = x.flip(0)
    return x * torch.from_numpy(moving.detach().numpy().reshape(-1)[:4])


def test_memory_that_moves_behind_torchs_back_is_refused():
    network = Around(seen_by_numpy)
    _, gradients = flattened(network)
    batch = {"x": torch.randn(ROWS, 4), "label": torch.arange(ROWS) % CLASSES}
    with pytest.raises(NotReplayableError, match="a view must come from a call; this one was made"):
        Replay(run_of(network), batch, gradients)
