"""skorch: a scikit-learn classifier around a torch network.

    steps    784-128-10, batches of 32, Adam

``--tuned``: no printed log, no held-out rows, no valid accuracy; fused Adam, one thread.
"""

import time

import torch
from asked import Asked, Facts, accuracy, answer
from skorch import NeuralNetClassifier
from torch import nn


def steps(asked: Asked) -> Facts:
    torch.manual_seed(asked.seed)
    x, y, x_test, y_test = asked.arrays()
    x, x_test = (part.reshape(len(part), -1).astype("float32") / 255 for part in (x, x_test))
    y = y.astype("int64")
    speed = {"train_split": None, "verbose": 0}  # what is timed are training steps
    if asked.tuned:
        torch.set_num_threads(1)
        speed |= {"callbacks": "disable", "optimizer__fused": True}
    net = NeuralNetClassifier(
        nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)),
        criterion=nn.CrossEntropyLoss,
        optimizer=torch.optim.Adam,
        lr=1e-3,
        batch_size=32,
        iterator_train__shuffle=True,
        max_epochs=1,
        warm_start=True,
        **speed,
    )
    net.fit(x[: 64 * 32], y[: 64 * 32])
    began = time.perf_counter()
    net.partial_fit(x, y, epochs=asked.epochs)
    seconds = time.perf_counter() - began
    count = asked.epochs * -(-len(x) // 32)
    return {
        "seconds": seconds,
        "steps": count,
        "microseconds": 1e6 * seconds / count,
        "accuracy": accuracy(net.predict(x_test), y_test),
    }


if __name__ == "__main__":
    answer({"steps": steps}, ("skorch", "torch"))
