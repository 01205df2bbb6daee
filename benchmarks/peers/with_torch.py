"""Plain PyTorch.

    mnist    its example "Basic MNIST": pictures one by one through a DataLoader, Adadelta
    epoch    the network of Keras' example, one epoch: a loop by hand, fused Adam
    steps    784-128-10, batches of 32: a loop by hand, fused Adam

``--tuned``: all pictures in memory, channels last; ``steps``: one thread, and the epoch put in
order once, so that batches are views.
"""

import time
from collections.abc import Iterable, Iterator
from itertools import islice

import torch
from asked import Asked, Facts, answer
from PIL import Image
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose, Normalize, ToTensor

MEAN, STD = 0.1307, 0.3081  # of the example
Pairs = Iterable[tuple[Tensor, Tensor]]


class Net(nn.Module):
    """The example's network."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 3, 1), nn.Conv2d(32, 64, 3, 1)
        self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(9216, 128), nn.Linear(128, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.relu(self.conv1(x))
        x = functional.relu(self.conv2(x))
        x = self.dropout1(functional.max_pool2d(x, 2))
        x = functional.relu(self.fc1(torch.flatten(x, 1)))
        return functional.log_softmax(self.fc2(self.dropout2(x)), dim=1)


class Pictures(Dataset[tuple[Tensor, int]]):
    """As torchvision's MNIST gives them: each by way of a PIL picture."""

    def __init__(self, x: Tensor, y: Tensor) -> None:
        self.x, self.y = x, y
        self.transform = Compose([ToTensor(), Normalize((MEAN,), (STD,))])

    def __len__(self) -> int:
        return len(self.x)

    def __getitem__(self, row: int) -> tuple[Tensor, int]:
        return self.transform(Image.fromarray(self.x[row].numpy())), int(self.y[row])


class Views:
    """Batches of tensors in memory, in a new order each time."""

    def __init__(self, x: Tensor, y: Tensor, batch: int) -> None:
        self.x, self.y, self.batch = x, y, batch

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        for rows in torch.randperm(len(self.x)).split(self.batch):
            yield self.x[rows], self.y[rows]


def mnist(asked: Asked) -> Facts:
    torch.manual_seed(asked.seed)
    began = time.perf_counter()
    x, y, x_test, y_test = map(torch.from_numpy, asked.arrays())
    y = y.long()
    model = Net()
    if asked.tuned:
        model.to(memory_format=torch.channels_last)
        batches = Views(_scaled(x, MEAN, STD), y, 64)
    else:
        batches = DataLoader(Pictures(x, y), batch_size=64, shuffle=True)
    optimiser = torch.optim.Adadelta(model.parameters(), lr=1.0)
    schedule = torch.optim.lr_scheduler.StepLR(optimiser, step_size=1, gamma=0.7)
    points = []
    for _ in range(asked.epochs):
        model.train()
        for pictures, labels in batches:
            optimiser.zero_grad()
            loss = functional.nll_loss(model(pictures), labels)
            loss.backward()
            optimiser.step()
        schedule.step()
        now = time.perf_counter()
        points.append((now - began, _accuracy(model, _scaled(x_test, MEAN, STD), y_test)))
        began += time.perf_counter() - now
    return {"curve": points}


def epoch(asked: Asked) -> Facts:
    torch.manual_seed(asked.seed)
    x, y, x_test, y_test = map(torch.from_numpy, asked.arrays())
    model = nn.Sequential(
        *(nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10)),
    )
    if asked.tuned:
        model.to(memory_format=torch.channels_last)
    batches = Views(_scaled(x, 0.0, 1.0), y.long(), 128)
    facts = _timed(model, batches, epochs=1, warm=10)
    return facts | {"accuracy": _accuracy(model, _scaled(x_test, 0.0, 1.0), y_test)}


def steps(asked: Asked) -> Facts:
    torch.manual_seed(asked.seed)
    x, y, x_test, y_test = map(torch.from_numpy, asked.arrays())
    x, x_test = (_scaled(part, 0.0, 1.0).flatten(1) for part in (x, x_test))
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    batches = Views(x, y.long(), 32)
    if asked.tuned:
        torch.set_num_threads(1)
        batches = Ordered(x, y.long(), 32)
    facts = _timed(model, batches, epochs=asked.epochs, warm=64)
    return facts | {"accuracy": _accuracy(model, x_test, y_test)}


class Ordered(Views):
    """The same batches; a whole epoch is gathered at once."""

    def __iter__(self) -> Iterator[tuple[Tensor, Tensor]]:
        order = torch.randperm(len(self.x))
        yield from zip(
            self.x[order].split(self.batch), self.y[order].split(self.batch), strict=True
        )


def _timed(model: nn.Module, batches: Views, *, epochs: int, warm: int) -> Facts:
    """Seconds of some epochs, after some steps that warm up."""
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    model.train()
    _train(model, optimiser, islice(batches, warm))
    began = time.perf_counter()
    count = sum(_train(model, optimiser, batches) for _ in range(epochs))
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "steps": count, "microseconds": 1e6 * seconds / count}


def _train(model: nn.Module, optimiser: torch.optim.Optimizer, batches: Pairs) -> int:
    """How many steps were made."""
    count = 0
    for x, y in batches:
        optimiser.zero_grad()
        functional.cross_entropy(model(x), y).backward()
        optimiser.step()
        count += 1
    return count


def _scaled(pictures: Tensor, mean: float, std: float) -> Tensor:
    return ((pictures.float() / 255 - mean) / std).unsqueeze(1)


@torch.no_grad()
def _accuracy(model: nn.Module, x: Tensor, y: Tensor) -> float:
    model.eval()
    answers = torch.cat([model(part).argmax(dim=1) for part in x.split(1000)])
    return float((answers == y).float().mean())


if __name__ == "__main__":
    answer({"mnist": mnist, "epoch": epoch, "steps": steps}, ("torch",))
