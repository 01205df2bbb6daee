"""Several small networks on CIFAR-10, trained as one: their vote against each of them alone.

    python benchmarks/ensemble.py                   seven convnets of half width, three seeds
    python benchmarks/ensemble.py --members 3 --seeds 1

A user types ``netwright train cifar10_jpeg.npz --members 7 --set width=0.5``. Beside it stands one
network whose multiply-adds are as many as those of all members together, with the same recipe and
epochs: what the same arithmetic gives without a vote. Accuracies are of the 10,000 test pictures.
"""

import argparse
import math
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from peers.cifar_recipe import RECIPE
from shared import calibration, data_folder, say

from netwright.api import train

EPOCHS, WIDTH = 3.0, 0.5


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--members", type=int, default=7)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    asked = parser.parse_args()
    say(**calibration())
    path = data_folder() / "cifar10" / "cifar10_jpeg.npz"
    # all layers but the first and the last grow with the square of the width
    ways: dict[str, dict[str, Any]] = {
        "vote": {"members": asked.members, "width": WIDTH},
        "one wide network": {"width": round(WIDTH * math.sqrt(asked.members), 2)},
    }
    for seed in range(asked.first, asked.first + asked.seeds):
        for name, settings in ways.items():
            with tempfile.TemporaryDirectory() as place:
                began = time.process_time()
                run = train(
                    path,
                    out=Path(place),
                    model="convnet",
                    seed=seed,
                    epochs=EPOCHS,
                    tensorboard=False,
                    **{**RECIPE, "evaluations": 1, **settings},
                )
                spent = time.process_time() - began
                each = run.summary()["members"]
                alone = (
                    {"mean": statistics.mean(each), "least": min(each), "most": max(each)}
                    if each
                    else {}
                )
                say(
                    way=name,
                    seed=seed,
                    accuracy=run.measures["test"]["accuracy"],
                    members={key: round(value, 4) for key, value in alone.items()},
                    cpu_minutes=round(spent / 60, 2),
                )


if __name__ == "__main__":
    main()
