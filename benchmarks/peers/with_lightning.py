"""Lightning.

    steps    784-128-10, batches of 32, Adam
    digits   64-128-10, batches of 32, Adam; from raw digits to answers

Neither logs, draws a progress bar nor keeps checkpoints: what is timed is training. ``--tuned``:
``Trainer(barebones=True)``, which Lightning documents for measuring its speed, fused Adam, and one
thread.
"""

import logging
import time
import warnings

import lightning
import numpy as np
import torch
from asked import Asked, Facts, accuracy, answer
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional
from torch.utils.data import DataLoader, TensorDataset

WARM = 64  # steps before the clock


class Classifier(lightning.LightningModule):
    """Two affine layers, trained by cross-entropy."""

    def __init__(self, inputs: int, *, fused: bool) -> None:
        super().__init__()
        self.network = nn.Sequential(nn.Linear(inputs, 128), nn.ReLU(), nn.Linear(128, 10))
        self.fused = fused
        self.warmed = self.ended = 0.0

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x)

    def training_step(self, batch: tuple[Tensor, Tensor], _: int) -> Tensor:
        x, y = batch
        return functional.cross_entropy(self(x), y)

    def predict_step(self, batch: tuple[Tensor], _: int) -> Tensor:
        return self(batch[0]).argmax(dim=1)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        return torch.optim.Adam(self.parameters(), lr=1e-3, fused=self.fused)

    def on_train_batch_start(self, *_: object) -> None:
        if self.global_step == WARM:
            self.warmed = time.perf_counter()

    def on_train_end(self) -> None:
        self.ended = time.perf_counter()


def steps(asked: Asked) -> Facts:
    model, trainer, train, x_test, y_test = prepared(asked)
    trainer.fit(model, train)
    count, seconds = trainer.global_step - WARM, model.ended - model.warmed
    model.eval()
    with torch.no_grad():
        answers = model(x_test).argmax(dim=1).numpy()
    return {
        "seconds": seconds,
        "steps": count,
        "microseconds": 1e6 * seconds / count,
        "accuracy": accuracy(answers, y_test),
    }


def digits(asked: Asked) -> Facts:
    began = time.perf_counter()
    model, trainer, train, x_test, y_test = prepared(asked)
    trainer.fit(model, train)
    seconds = time.perf_counter() - began
    batches = trainer.predict(model, DataLoader(TensorDataset(x_test), batch_size=360))
    answers = torch.cat(batches).numpy()
    return {"seconds": seconds, "accuracy": accuracy(answers, y_test)}


def prepared(
    asked: Asked,
) -> tuple[Classifier, lightning.Trainer, DataLoader, torch.Tensor, NDArray[np.int64]]:
    lightning.seed_everything(asked.seed, verbose=False)
    x, y, x_test, y_test = asked.arrays()
    x, x_test = (torch.from_numpy(part).flatten(1).float() / 255 for part in (x, x_test))
    train = DataLoader(TensorDataset(x, torch.from_numpy(y).long()), batch_size=32, shuffle=True)
    words = {
        "logger": False,
        "enable_checkpointing": False,
        "enable_progress_bar": False,
        "enable_model_summary": False,
    }
    if asked.tuned:
        torch.set_num_threads(1)
        words = {"barebones": True}
    trainer = lightning.Trainer(accelerator="cpu", max_epochs=asked.epochs, **words)
    return Classifier(x.shape[1], fused=asked.tuned), trainer, train, x_test, y_test


if __name__ == "__main__":
    warnings.filterwarnings("ignore")  # that loaders might have workers
    logging.getLogger("lightning.pytorch").setLevel(logging.ERROR)
    answer({"steps": steps, "digits": digits}, ("lightning", "torch"))
