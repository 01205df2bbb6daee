"""How the networks of benchmarks/networks.py and line 3 of docs/speed.md train on CIFAR-10."""

from typing import Any

RECIPE: dict[str, Any] = {
    "optimiser": "muon",
    "learning_rate": 0.1,
    "momentum": 0.8,
    "schedule": "one-cycle",
    "warmup": 0.2,
    "batch_size": 250,
    "smoothing": 0.1,
    "ema": 0.99,
    "augment": "flip+crop:2",
    "tta": "all",
    "evaluations": 3,
}
# of the best network, ``speedrun``: ten minutes of one core
BEST: dict[str, Any] = {
    "epochs": 7.4,
    "augment": "altflip+crop:2",
    "val_share": 0.02,
    "evaluations": 1,
}
