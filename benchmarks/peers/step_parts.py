"""Where the time of a training step goes, for lines 2 and 4 of docs/speed.md.

    python benchmarks/peers/step_parts.py steps --data MNIST.npz
    python benchmarks/peers/step_parts.py epoch --data MNIST.npz

    steps   784-128-10, batches of 32: each part alone, in microseconds
    epoch   the network of Keras' MNIST example: its five dearest kernels

A part alone finds its numbers in the cache, which it does not in a whole step: the parts add up to
less than the whole. Times are medians of five, those of kernels a profiler's means. The network,
the settings and the plan are those of the lines' programs.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import torch
from asked import Asked, Facts, answer
from netwright_steps import ADAM, CLASSES, MNIST, KerasNetwork, Perceptron, _examples, _ready
from torch.profiler import ProfilerActivity, profile

from netwright.contracts import Batch
from netwright.recipe import Settings
from netwright.tasks import ImageClassification
from netwright.training import Candidate, Feed, Plan
from netwright.training._stepper import Stepper

COUNT = 400  # times a part is done for one figure
PLAIN = Candidate(dtype="fp32", memory="channels_last", threads=torch.get_num_threads())


def median(work: Callable[[int], object]) -> float:
    """Microseconds of one call."""
    found = []
    for _ in range(5):
        began = time.perf_counter()
        for number in range(COUNT):
            work(number)
        found.append(1e6 * (time.perf_counter() - began) / COUNT)
    return round(statistics.median(found), 1)


def ready(
    asked: Asked, kind: type[ImageClassification], name: str, size: int, passes: str
) -> tuple[Stepper, Feed]:
    """A training of one of the two networks, past its first steps."""
    task = kind(classes=CLASSES, channels=1, network=name, **MNIST)
    settings = Settings(**ADAM, batch_size=size, seed=0)
    plan = Plan(chosen=replace(PLAIN, passes=passes), device="cpu")
    stepper, feed = _ready(task, _examples(*asked.arrays()), settings, plan, steps=100_000)
    for number in range(64):
        stepper.step(feed.batch(number), number)
    return stepper, feed


def steps(asked: Asked) -> Facts:
    """Line 4's step in parts."""
    stepper, feed = ready(asked, Perceptron, "mlp", 32, "replayed")
    batch: Batch = feed.batch(64)
    x, gradients = batch["picture"].flatten(1), stepper.flat.gradients
    weight, hidden = torch.randn(128, 784), torch.randn(32, 128)
    parts: dict[str, Callable[[int], object]] = {
        "whole step": lambda n: stepper.step(feed.batch(64 + n), 64 + n).item(),
        "batch": lambda n: feed.batch(1000 + n),
        "forward and backward": lambda _: stepper._pass(batch, 0),
        "of it the first layer's two products": lambda _: (x @ weight.T, hidden.T @ x),
        "Adam": lambda _: stepper.optimiser.step(1e-3, frozen=0),
        "look for what is not finite": lambda _: gradients.sum().item(),
    }
    return {name: median(work) for name, work in parts.items()}


def epoch(asked: Asked) -> Facts:
    """Line 2's step by kernel."""
    stepper, feed = ready(asked, KerasNetwork, "convnet", 128, "plain")
    spent = []
    for number in range(64, 128):
        began = time.perf_counter()
        stepper.step(feed.batch(number), number)
        spent.append(1e3 * (time.perf_counter() - began))
    with profile(activities=[ProfilerActivity.CPU], record_shapes=True) as found:
        for number in range(128, 192):
            stepper.step(feed.batch(number), number)
    kernels = found.key_averages(group_by_input_shape=True)
    total = sum(kernel.self_cpu_time_total for kernel in kernels)
    dearest = sorted(kernels, key=lambda kernel: -kernel.self_cpu_time_total)[:5]
    shares = {
        f"{kernel.key} {[shape for shape in kernel.input_shapes if shape][:3]}": {
            "share": round(kernel.self_cpu_time_total / total, 3),
            "milliseconds": round(1e-3 * kernel.self_cpu_time_total / kernel.count, 2),
        }
        for kernel in dearest
    }
    return {"whole step, ms": round(statistics.median(spent), 2), **shares}


if __name__ == "__main__":
    answer({"steps": steps, "epoch": epoch}, ("torch",))
