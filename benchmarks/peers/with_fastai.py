"""fastai.

    steps    784-128-10, batches of 32, Adam at a constant rate

``--tuned``: without its recorder and progress bar, one thread.
"""

import time

import torch
from asked import Asked, Facts, accuracy, answer
from fastai.callback.progress import ProgressCallback
from fastai.data.core import DataLoaders
from fastai.data.load import DataLoader
from fastai.learner import Learner, Recorder
from fastai.optimizer import Adam
from torch import nn
from torch.utils.data import TensorDataset


def steps(asked: Asked) -> Facts:
    torch.manual_seed(asked.seed)
    x, y, x_test, y_test = map(torch.from_numpy, asked.arrays())
    x, x_test = (part.flatten(1).float() / 255 for part in (x, x_test))
    rows = TensorDataset(x, y.long())
    warm = TensorDataset(x[: 64 * 32], y[: 64 * 32].long())
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    learner = Learner(
        _loaders(warm), model, loss_func=nn.CrossEntropyLoss(), opt_func=Adam, lr=1e-3
    )
    learner.remove_cbs([cb for cb in learner.cbs if isinstance(cb, ProgressCallback)])
    if asked.tuned:
        torch.set_num_threads(1)
        learner.remove_cbs([cb for cb in learner.cbs if isinstance(cb, Recorder)])
    learner.fit(1)
    learner.dls = _loaders(rows)
    began = time.perf_counter()
    learner.fit(asked.epochs)
    seconds = time.perf_counter() - began
    count = asked.epochs * -(-len(x) // 32)
    model.eval()
    with torch.no_grad():
        answers = model(x_test).argmax(dim=1)
    return {
        "seconds": seconds,
        "steps": count,
        "microseconds": 1e6 * seconds / count,
        "accuracy": accuracy(answers.numpy(), y_test.numpy()),
    }


def _loaders(rows: TensorDataset) -> DataLoaders:
    held_out = TensorDataset(*rows[:32])  # fastai validates after each epoch: one batch
    return DataLoaders(DataLoader(rows, bs=32, shuffle=True), DataLoader(held_out, bs=32))


if __name__ == "__main__":
    answer({"steps": steps}, ("fastai", "torch"))
