"""The airbench94 recipe with Muon in plain fp32 PyTorch, written anew from its description.

    cifar    eight epochs of batches of 2,000 (``--epochs``), answers the mean over six views
    pace     four steps of the same, after one that warms up: seconds of the whole recipe at that
             pace, which is an hour on two cores; nothing is learned, so there is no accuracy

``--tuned``: channels last.

Source: Jordan 2024, arXiv:2404.00498, section 3, and the table of the recipe's numbers in his
repository, github.com/KellerJordan/cifar10-airbench; Muon: kellerjordan.github.io/posts/muon.
"""

import math
import time
from dataclasses import replace

import torch
from asked import Asked, Facts, accuracy, answer
from torch import Tensor, nn
from torch.nn import functional

MEAN, STD = (0.4913, 0.4821, 0.4465), (0.2452, 0.2428, 0.2606)
BATCH, EPOCHS, WHITENED = 2000, 8, 3  # WHITENED: epochs in which the first bias learns
WIDTHS = (64, 256, 256)
FILTERS, BIASES, HEAD = 0.24, 0.053, 0.67  # rates
DECAY = 2e-6 * BATCH
PACE = 4  # steps


class Network(nn.Module):
    """Whitening, three blocks of two convolutions, the maximum over the map, an affine layer."""

    def __init__(self, patches: Tensor) -> None:
        super().__init__()
        self.whiten = nn.Conv2d(3, 24, 2)
        self.whiten.weight.requires_grad_(False).copy_(_axes(patches))
        self.blocks = nn.ModuleList()
        inputs = 24
        for width in WIDTHS:
            self.blocks.append(Block(inputs, width))
            inputs = width
        self.head = nn.Linear(inputs, 10, bias=False)
        with torch.no_grad():
            self.head.weight.div_(self.head.weight.std())

    def forward(self, x: Tensor) -> Tensor:
        x = functional.gelu(self.whiten(x))
        for block in self.blocks:
            x = block(x)
        x = x.amax(dim=(2, 3))
        return self.head(x) / x.shape[1]


class Block(nn.Module):
    """Convolution, maximum, norm, GELU, convolution, norm, GELU."""

    def __init__(self, inputs: int, width: int) -> None:
        super().__init__()
        self.one = nn.Conv2d(inputs, width, 3, padding=1, bias=False)
        self.two = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norms = nn.ModuleList(nn.BatchNorm2d(width, eps=1e-12, momentum=0.4) for _ in range(2))
        for norm in self.norms:
            norm.weight.requires_grad_(False)
        for convolution in (self.one, self.two):
            nn.init.dirac_(convolution.weight.data[: convolution.in_channels])

    def forward(self, x: Tensor) -> Tensor:
        x = functional.gelu(self.norms[0](functional.max_pool2d(self.one(x), 2)))
        return functional.gelu(self.norms[1](self.two(x)))


class Muon:
    """Momentum made orthogonal by three Newton-Schulz steps, on filters of fixed norm."""

    def __init__(self, filters: list[nn.Parameter]) -> None:
        self.filters = filters
        self.means = [torch.zeros_like(p) for p in filters]

    @torch.no_grad()
    def step(self, rate: float) -> None:
        for p, mean in zip(self.filters, self.means, strict=True):
            mean.mul_(0.6).add_(p.grad)
            direction = p.grad.add(mean, alpha=0.6)
            p.mul_(len(p) ** 0.5 / p.norm())
            p.add_(_orthogonal(direction.flatten(1)).view_as(p), alpha=-rate)


def cifar(asked: Asked) -> Facts:
    torch.manual_seed(asked.seed)
    began = time.perf_counter()
    x, y, x_test, y_test = asked.arrays()
    pictures, labels = _scaled(x), torch.from_numpy(y).long()
    network = Network(pictures[:5000])
    if asked.tuned:
        network.to(memory_format=torch.channels_last)
    epochs = asked.epochs if asked.epochs > 1 else EPOCHS
    _train(network, pictures, labels, epochs=epochs, last=asked.tuned)
    seconds = time.perf_counter() - began
    answers = _answers(network, _scaled(x_test))
    return {"seconds": seconds, "accuracy": accuracy(answers.numpy(), y_test), "epochs": epochs}


def pace(asked: Asked) -> Facts:
    x, y, _, _ = replace(asked, rows=BATCH * PACE).arrays()
    pictures, labels = _scaled(x), torch.from_numpy(y).long()
    network = Network(pictures[:5000])
    if asked.tuned:
        network.to(memory_format=torch.channels_last)
    _train(network, pictures[:BATCH], labels[:BATCH], epochs=1, last=asked.tuned)
    began = time.perf_counter()
    _train(network, pictures, labels, epochs=1, last=asked.tuned)
    step = (time.perf_counter() - began) / PACE
    return {"seconds": step * EPOCHS * 50_000 / BATCH, "step_seconds": step, "accuracy": math.nan}


def _train(network: Network, x: Tensor, y: Tensor, *, epochs: int, last: bool) -> None:
    filters = [p for p in network.parameters() if p.dim() == 4 and p.requires_grad]
    biases = [p for n, p in network.named_parameters() if "norms" in n and p.requires_grad]
    groups = [
        {"params": [network.whiten.bias], "lr": BIASES, "weight_decay": DECAY / BIASES},
        {"params": biases, "lr": BIASES, "weight_decay": DECAY / BIASES},
        {"params": [network.head.weight], "lr": HEAD, "weight_decay": DECAY / HEAD},
    ]
    others = torch.optim.SGD(groups, momentum=0.85, nesterov=True, fused=True)
    rates = [group["lr"] for group in others.param_groups]
    muon = Muon(filters)
    each = -(-len(x) // BATCH)
    total, whitened, number = epochs * each, WHITENED * each, 0
    mirrored = torch.rand(len(x)) < 0.5
    network.train()
    for epoch in range(epochs):
        mirror = mirrored if epoch % 2 == 0 else ~mirrored  # alternating
        moved = _cropped(torch.where(mirror.view(-1, 1, 1, 1), x.flip(3), x))
        for rows in torch.randperm(len(x)).split(BATCH):
            left = 1 - number / total
            ends = (max(0.0, 1 - number / whitened), left, left)
            for group, rate, share in zip(others.param_groups, rates, ends, strict=True):
                group["lr"] = rate * share
            batch = moved[rows]
            batch = batch.contiguous(memory_format=torch.channels_last) if last else batch
            loss = functional.cross_entropy(
                network(batch), y[rows], label_smoothing=0.2, reduction="sum"
            )
            network.zero_grad(set_to_none=True)
            loss.backward()
            others.step()
            muon.step(FILTERS * left)
            number += 1


def _cropped(x: Tensor) -> Tensor:
    """Moved by up to two pixels each way, mirrored at the edges."""
    side, padded = x.shape[-1], functional.pad(x, (2, 2, 2, 2), mode="reflect")
    found, moves = torch.empty_like(x), torch.randint(0, 5, (len(x), 2))
    for down in range(5):
        for right in range(5):
            rows = ((moves[:, 0] == down) & (moves[:, 1] == right)).nonzero().squeeze(1)
            found[rows] = padded[rows, :, down : down + side, right : right + side]
    return found


@torch.no_grad()
def _answers(network: Network, x: Tensor) -> Tensor:
    """The mean of the picture and two moved by a pixel, each mirrored too."""
    network.eval()
    found = []
    for batch in x.split(BATCH):
        padded, total = functional.pad(batch, (1, 1, 1, 1), mode="reflect"), 0.0
        views = ((batch, 0.5), (padded[:, :, :-2, :-2], 0.25), (padded[:, :, 2:, 2:], 0.25))
        for view, weight in views:
            total = total + weight * (network(view) + network(view.flip(3)))
        found.append(total.argmax(1))
    return torch.cat(found)


def _axes(pictures: Tensor) -> Tensor:
    patches = functional.unfold(pictures, 2).transpose(1, 2).flatten(0, 1)
    values, vectors = torch.linalg.eigh(patches.T @ patches / len(patches))
    axes = (vectors / (values + 5e-4).sqrt()).T.view(12, 3, 2, 2)
    return torch.cat((axes, -axes))


def _orthogonal(matrix: Tensor) -> Tensor:
    x = matrix / (matrix.norm() + 1e-7)
    tall = len(x) > x.shape[1]
    x = x.T if tall else x
    for _ in range(3):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x.T if tall else x


def _scaled(x: object) -> Tensor:
    pictures = torch.as_tensor(x).permute(0, 3, 1, 2).float().div_(255)
    return (pictures - torch.tensor(MEAN).view(-1, 1, 1)) / torch.tensor(STD).view(-1, 1, 1)


if __name__ == "__main__":
    answer({"cifar": cifar, "pace": pace}, ("torch",))
