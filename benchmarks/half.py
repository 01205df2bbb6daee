"""Whether training in bf16 costs accuracy: three networks, five seeds, each in fp32 and in bf16.

    python benchmarks/half.py                 a line of JSON for each training and comparison
    python benchmarks/half.py --seeds 1 --rows 1000

``mlp``, ``lenet5`` and ``convnet`` learn a part of MNIST by Adam, one cycle, two epochs. The three
ways are netwright's own plan candidates: plain fp32, autocast to bf16, and weights in bf16 with
fp32 masters. Start and batches of a seed are the same in all three. What is compared is the test
accuracy of the last step, computed in fp32 as it is served: the mean difference to fp32 over the
seeds, and the standard error of that mean. A processor without bf16 computes it by emulation: the
same rounding, slower.
"""

import argparse
import statistics
import time

import numpy as np
import torch
from shared import calibration, mnist, say

from netwright.contracts import Examples
from netwright.recipe import Settings
from netwright.tasks import ImageClassification
from netwright.training import Candidate, Feed, outputs
from netwright.training._plan import RESIDENT
from netwright.training._stepper import Stepper

NETWORKS = ("mlp", "lenet5", "convnet")
DTYPES = ("fp32", "bf16", RESIDENT)
EPOCHS = 2
CLASSES = tuple(str(number) for number in range(10))


def examples_of(rows: int) -> Examples:
    """The first so many training pictures, and all test pictures."""
    x, y, x_test, y_test = mnist()
    pictures = np.concatenate((x[:rows], x_test))[:, None]
    labels = np.concatenate((y[:rows], y_test)).astype(np.int64)
    splits = {"train": np.arange(rows), "test": np.arange(rows, len(labels))}
    return Examples({"picture": pictures, "label": labels}, splits)


def accuracy(network: str, dtype: str, seed: int, examples: Examples) -> tuple[float, float]:
    """On the test rows, after a whole training, and its CPU seconds."""
    task = ImageClassification(
        classes=CLASSES, channels=1, network=network, side=28, mean=(33.0,), std=(79.0,)
    )
    settings = Settings(
        optimiser="adam",
        learning_rate=4e-3,
        momentum=0.9,
        beta2=0.999,
        schedule="one-cycle",
        warmup=0.2,
        batch_size=64,
        seed=seed,
    )
    device = torch.device("cpu")
    feed = Feed(task, examples, batch_size=64, seed=seed, device=device, channels_last=True)
    threads = torch.get_num_threads()
    way = Candidate(dtype=dtype, memory="channels_last", threads=threads)
    steps = EPOCHS * feed.steps
    stepper = Stepper(task, settings, way, device, steps=steps)
    began = time.process_time()
    for number in range(steps):
        stepper.step(feed.batch(number), number)
    spent = time.process_time() - began
    rows = examples.rows("test")
    answers, _ = outputs(stepper.model, task, examples, rows)
    right = answers.argmax(axis=1) == examples.arrays["label"][rows]
    return float(right.mean()), spent


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=6000)
    asked = parser.parse_args()
    say(**calibration(), rows=asked.rows, epochs=EPOCHS)
    examples = examples_of(asked.rows)
    for network in NETWORKS:
        found: dict[str, list[float]] = {dtype: [] for dtype in DTYPES}
        for seed in range(asked.seeds):
            for dtype in DTYPES:
                value, spent = accuracy(network, dtype, seed, examples)
                found[dtype].append(value)
                say(network=network, dtype=dtype, seed=seed, accuracy=value, cpu_s=round(spent, 1))
        for dtype in DTYPES[1:]:
            pairs = zip(found[dtype], found["fp32"], strict=True)
            away = [100 * (half - full) for half, full in pairs]
            error = statistics.stdev(away) / len(away) ** 0.5 if len(away) > 1 else 0.0
            say(
                network=network,
                dtype=dtype,
                accuracy=round(100 * statistics.mean(found[dtype]), 2),
                fp32=round(100 * statistics.mean(found["fp32"]), 2),
                points_away=round(statistics.mean(away), 3),
                standard_error=round(error, 3),
            )


if __name__ == "__main__":
    main()
