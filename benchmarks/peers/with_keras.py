"""Keras 3, on the backend that KERAS_BACKEND names.

    mnist    its example "Simple MNIST convnet": 0 to 1, a tenth held out, batches of 128, Adam
    epoch    that network, one epoch, without held-out rows and measures
    steps    784-128-10, batches of 32, Adam
    digits   64-128-10, batches of 32, Adam; from raw digits to answers

``--tuned``: ``steps_per_execution`` and ``jit_compile``, which Keras documents for speed; on torch,
whose trainer makes one step an execution, ``jit_compile`` alone.
"""

import time

import keras
import numpy as np
from asked import Asked, Facts, accuracy, answer
from keras import layers
from numpy.typing import NDArray

BACKEND = keras.backend.backend()
MANY_STEPS = {} if BACKEND == "torch" else {"steps_per_execution": 32}
XLA = {"jit_compile": True}
SPEED = {  # XLA makes TensorFlow's convolutions on a CPU three times slower
    "convnet": MANY_STEPS if BACKEND == "tensorflow" else MANY_STEPS | XLA,
    "mlp": MANY_STEPS | XLA,
}


class Curve(keras.callbacks.Callback):
    """Test accuracy after each epoch; the clock stands still meanwhile."""

    def __init__(self, began: float, x: NDArray[np.float32], y: NDArray[np.uint8]) -> None:
        super().__init__()
        self.began, self.x, self.y = began, x, y
        self.points: list[tuple[float, float]] = []

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        now = time.perf_counter()
        answers = self.model.predict(self.x, batch_size=1000, verbose=0).argmax(axis=1)
        self.points.append((now - self.began, accuracy(answers, self.y)))
        self.began += time.perf_counter() - now


def mnist(asked: Asked) -> Facts:
    began = time.perf_counter()
    x, y, x_test, y_test = asked.arrays()
    model = convnet(asked, metrics=["accuracy"])
    curve = Curve(began, scaled(x_test)[..., None], y_test)
    model.fit(
        scaled(x)[..., None],
        keras.utils.to_categorical(y, 10),
        batch_size=128,
        epochs=asked.epochs,
        validation_split=0.1,
        callbacks=[curve],
        verbose=0,
    )
    return {"curve": curve.points}


def epoch(asked: Asked) -> Facts:
    x, y, x_test, y_test = asked.arrays()
    x, y = scaled(x)[..., None], keras.utils.to_categorical(y, 10)
    model = convnet(asked)
    warm = len(x) if asked.tuned else 10 * 128 + len(x) % 128
    facts = timed(model, x, y, batch=128, epochs=1, warm=warm)
    answers = model.predict(scaled(x_test)[..., None], batch_size=1000, verbose=0).argmax(axis=1)
    return facts | {"accuracy": accuracy(answers, y_test)}


def steps(asked: Asked) -> Facts:
    x, y, x_test, y_test = asked.arrays()
    x, x_test = scaled(x).reshape(len(x), -1), scaled(x_test).reshape(len(x_test), -1)
    model = mlp(asked, inputs=784)
    warm = len(x) if asked.tuned else 64 * 32
    facts = timed(model, x, y, batch=32, epochs=asked.epochs, warm=warm)
    answers = model.predict(x_test, batch_size=1000, verbose=0).argmax(axis=1)
    return facts | {"accuracy": accuracy(answers, y_test)}


def digits(asked: Asked) -> Facts:
    began = time.perf_counter()
    x, y, x_test, y_test = asked.arrays()
    model = mlp(asked, inputs=64)
    model.fit(scaled(x).reshape(-1, 64), y, batch_size=32, epochs=asked.epochs, verbose=0)
    seconds = time.perf_counter() - began
    answers = model.predict(scaled(x_test).reshape(-1, 64), verbose=0).argmax(axis=1)
    return {"seconds": seconds, "accuracy": accuracy(answers, y_test)}


def scaled(pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    return pictures.astype("float32") / 255


def convnet(asked: Asked, metrics: list[str] | None = None) -> keras.Model:
    keras.utils.set_random_seed(asked.seed)
    model = keras.Sequential(
        [
            keras.Input(shape=(28, 28, 1)),
            layers.Conv2D(32, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Conv2D(64, kernel_size=(3, 3), activation="relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Flatten(),
            layers.Dropout(0.5),
            layers.Dense(10, activation="softmax"),
        ]
    )
    speed = SPEED["convnet"] if asked.tuned else {}
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=metrics or [], **speed)
    return model


def mlp(asked: Asked, inputs: int) -> keras.Model:
    keras.utils.set_random_seed(asked.seed)
    model = keras.Sequential(
        [
            keras.Input(shape=(inputs,)),
            layers.Dense(128, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    speed = SPEED["mlp"] if asked.tuned else {}
    model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", **speed)
    return model


def timed(
    model: keras.Model,
    x: NDArray[np.float32],
    y: NDArray[np.generic],
    *,
    batch: int,
    epochs: int,
    warm: int,
) -> Facts:
    """Seconds of ``fit`` after a shorter one that meets every shape there is and compiles."""
    began = time.perf_counter()
    model.fit(x[:warm], y[:warm], batch_size=batch, epochs=1, verbose=0)
    warmed = time.perf_counter()
    model.fit(x, y, batch_size=batch, epochs=epochs, verbose=0)
    seconds = time.perf_counter() - warmed
    count = epochs * -(-len(x) // batch)
    return {
        "seconds": seconds,
        "steps": count,
        "microseconds": 1e6 * seconds / count,
        "set_up_seconds": warmed - began,
    }


PACKAGES = {"tensorflow": "tensorflow-cpu", "jax": "jax", "torch": "torch"}

if __name__ == "__main__":
    works = {"mnist": mnist, "epoch": epoch, "steps": steps, "digits": digits}
    answer(works, ("keras", PACKAGES[BACKEND]))
