"""Pictures a second: crop after padding by 4, mirror, normalise; 50,000 of 3 x 32 x 32 bytes.

    python benchmarks/augment.py

ours             the feed of the training with the real task, one epoch in batches of 500
v2, each         torchvision v2 on each picture in a DataLoader, 0 and 2 workers, on a part of them
v2, whole batch  torchvision v2 on batches of 500; all pictures of a batch get the same crop and
                 the same mirroring, which is not the same augmentation: the bound of its speed

Five rounds, all of them in each round; medians, ranges, and the ratio within each round to ours
on as many cores: one thread beside no worker, two beside two workers.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch
from shared import calibration, say
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import v2

from netwright.contracts import Examples
from netwright.tasks import ImageClassification
from netwright.training import Feed

COUNT, BATCH, SIDE, PAD = 50_000, 500, 32, 4
PART = 5_000  # of the slow ones
ROUNDS = 5
OURS = {1: "netwright, 1 thread", 2: "netwright, 2 threads"}
MEAN, STD = (125.3, 123.0, 113.9), (63.0, 62.1, 66.7)


class Pictures(Dataset[tuple[torch.Tensor, int]]):
    """Pictures that are cropped, mirrored and normalised one at a time."""

    def __init__(self, pictures: torch.Tensor) -> None:
        self.pictures, self.change = pictures, peer()

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, row: int) -> tuple[torch.Tensor, int]:
        return self.change(self.pictures[row]), row


def peer() -> v2.Compose:
    return v2.Compose(
        [
            v2.RandomCrop(SIDE, padding=PAD, padding_mode="reflect"),
            v2.RandomHorizontalFlip(),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize([m / 255 for m in MEAN], [s / 255 for s in STD]),
        ]
    )


def seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ours(pictures: np.ndarray) -> Callable[[], None]:
    task = ImageClassification(
        classes=("a", "b"),
        side=SIDE,
        channels=3,
        mean=MEAN,
        std=STD,
        augment=f"crop:{PAD}+flip",
    )
    labels = np.zeros(len(pictures), dtype=np.int64)
    examples = Examples({"picture": pictures, "label": labels}, {"train": np.arange(len(pictures))})
    feed = Feed(task, examples, batch_size=BATCH, seed=0, device=torch.device("cpu"))
    epoch = iter(range(1000))

    def work() -> None:
        first = next(epoch) * feed.steps
        for step in range(first, first + feed.steps):
            feed.batch(step)

    return work


def by_loader(pictures: torch.Tensor, workers: int) -> Callable[[], None]:
    loader = DataLoader(
        Pictures(pictures),
        batch_size=BATCH,
        shuffle=True,
        num_workers=workers,
        persistent_workers=workers > 0,
    )

    def work() -> None:
        for _ in loader:
            pass

    work()  # workers are started before the clock is
    return work


def by_batch(pictures: torch.Tensor) -> Callable[[], None]:
    change = peer()

    def work() -> None:
        for rows in torch.randperm(len(pictures)).split(BATCH):
            change(pictures[rows])

    return work


def main() -> None:
    torch.manual_seed(0)
    say(calibration=calibration())
    pictures = np.random.default_rng(0).integers(0, 256, (COUNT, 3, SIDE, SIDE), dtype=np.uint8)
    whole = torch.from_numpy(pictures)
    feed = ours(pictures)
    feed()  # as the others, it has run once
    ways = {  # pictures, cores, work
        OURS[1]: (COUNT, 1, feed),
        OURS[2]: (COUNT, 2, feed),
        "v2, each picture, DataLoader, 0 workers": (PART, 1, by_loader(whole[:PART], 0)),
        "v2, each picture, DataLoader, 2 workers": (PART, 2, by_loader(whole[:PART], 2)),
        "v2, whole batch": (COUNT, 1, by_batch(whole)),
    }
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, (count, cores, work) in ways.items():
            torch.set_num_threads(cores if work is feed else 1)
            rates[name].append(count / seconds(work))
    for name, found in rates.items():
        ratios = [a / b for a, b in zip(rates[OURS[ways[name][1]]], found, strict=True)]
        say(
            name=name,
            pictures_per_second=round(statistics.median(found)),
            range=[round(min(found)), round(max(found))],
            netwright_is_times_as_fast=round(statistics.median(ratios), 1),
            ratio_range=[round(min(ratios), 1), round(max(ratios), 1)],
        )


if __name__ == "__main__":
    main()
