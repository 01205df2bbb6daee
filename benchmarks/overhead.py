"""Epoch time of netwright's loop over a plain PyTorch loop, same network, same optimiser.

    python benchmarks/overhead.py [REPEATS]

MNIST, batch 128, one epoch of 56,256 pictures; ``mlp`` and ``convnet``. The plain loop is what a
careful person writes: tensors preloaded as normalised floats, ``randperm`` and indexing per step,
``torch.optim.AdamW`` with its defaults, no logging. netwright runs its own loop with its measured
plan, its schedule and its check for numbers that are not finite, on the stored bytes; running
mean, augmentation and smoothing are off, since the plain loop has none. Evaluations are timed
in neither. Runs alternate; medians and ranges of the ratio pair by pair.
"""

import statistics
import sys
import time

import torch
from shared import calibration, data_folder, say
from torch import Tensor
from torch.nn import functional

from netwright.api._planning import Schedule, make_schedule
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked, Prepared
from netwright.tasks import AnyTask
from netwright.training import Feed
from netwright.training._stepper import Stepper

BATCH = 128


def prepared(model: str) -> Prepared:
    user = {"model": model, "batch_size": BATCH, "epochs": 1.0, "augment": "none", "ema": 0.0}
    user |= {"smoothing": 0.0, "learning_rate": 1e-3}
    asked = Asked(data=str(data_folder() / "mnist" / "mnist.npz"), test=None, user=user)
    return prepare(asked, lambda line: None)


def plain_loop(task: AnyTask, images: Tensor, labels: Tensor) -> float:
    """Seconds of one epoch of the plain loop."""
    torch.manual_seed(0)
    model = task.model()
    model.train()
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.7, 0.999))
    began = time.perf_counter()
    order = torch.randperm(len(images))
    for start in range(0, len(images), BATCH):
        rows = order[start : start + BATCH]
        optimiser.zero_grad()
        loss = functional.cross_entropy(model(images[rows]), labels[rows])
        loss.backward()
        optimiser.step()
    return time.perf_counter() - began


def our_loop(done: Prepared, schedule: Schedule) -> float:
    """Seconds of one epoch of netwright's loop, batches made and checks included."""
    settings = done.recipe.settings
    device = torch.device("cpu")
    chosen = schedule.plan.chosen
    torch.set_num_threads(chosen.threads)
    stepper = Stepper(done.task, settings, chosen, device, steps=schedule.steps)
    feed = Feed(
        done.task,
        done.examples,
        batch_size=BATCH,
        seed=0,
        device=device,
        channels_last=chosen.memory == "channels_last",
    )
    total = 0.0
    began = time.perf_counter()
    for step in range(feed.steps):
        total += float(stepper.step(feed.batch(step), step))
    return time.perf_counter() - began


def main(repeats: int) -> None:
    say(calibration=calibration())
    cores = torch.get_num_threads()
    for model in ("mlp", "convnet"):
        done = prepared(model)
        schedule = make_schedule(done, lambda line: None)
        rows = done.examples.rows("train")
        stored = {k: torch.from_numpy(v[rows]) for k, v in done.examples.arrays.items()}
        images = done.task.prepare(stored)["picture"].clone()
        labels = stored["label"]
        pairs = []
        for repeat in range(repeats + 1):
            torch.set_num_threads(cores)
            plain = plain_loop(done.task, images, labels)
            ours = our_loop(done, schedule)
            if repeat:  # the first pair warms caches up
                pairs.append((plain, ours))
        ratios = sorted(ours / plain for plain, ours in pairs)
        say(
            model=model,
            plan=schedule.plan.chosen.name,
            plain_seconds=round(statistics.median(p for p, _ in pairs), 2),
            our_seconds=round(statistics.median(o for _, o in pairs), 2),
            ratio=round(statistics.median(ratios), 3),
            range=[round(ratios[0], 3), round(ratios[-1], 3)],
            repeats=repeats,
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
