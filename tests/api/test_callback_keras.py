"""The coach in trainings by Keras on torch: right verdicts, and the same training bit by bit."""

import sys
from types import SimpleNamespace

import pytest
import torch
from torch import nn

import netwright
from gaussians import network, rows
from netwright.api._callback_keras import KerasCallback, KerasCoach, compiled_loss, keras_library
from netwright.errors import SettingError, UnavailableError

pytestmark = pytest.mark.filterwarnings("ignore")  # Keras', of its own plans


def _model(keras, optimizer, *, last="softmax", logits=False):
    keras.utils.set_random_seed(1)
    layers = keras.layers
    model = keras.Sequential(
        [
            layers.Input((6,)),
            layers.Dense(24, activation="relu", kernel_initializer="he_normal"),
            layers.Dropout(0.1),
            layers.Dense(3, activation=last),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=logits)
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"])
    return model


def _fit(model, data, callbacks, *, epochs=12):
    (x, y), held = data
    held = tuple(one.numpy() for one in held)
    how = {"batch_size": 32, "epochs": epochs, "verbose": 0, "validation_data": held}
    model.fit(x.numpy(), y.numpy(), callbacks=callbacks, **how)


def _report(model, data, **how):
    callback = netwright.keras_callback(train=data[0], valid=data[1])
    _fit(model, data, [callback], **how)
    return callback.report()


def test_a_healthy_training_raises_no_alarm(keras):
    report = _report(_model(keras, keras.optimizers.Adam(0.01)), rows())
    assert (report.health, report.cause) == ("healthy", None), report.text()
    facts = report.diagnosis.facts
    assert (facts.updates.steps, facts.updates.batch) == (12 * 16, 32)
    assert (facts.updates.backwards, facts.updates.uncleared) == (64, 0)
    assert facts.updates.trained_in_eval == facts.updates.judged_in_train == 0
    assert facts.updates.rate == pytest.approx(0.01)
    assert len(facts.series.loss) == 12 * 16
    assert len(facts.series.valid_loss) == 12
    assert facts.scores.held_out
    assert facts.scores.skill > 0.6
    assert (facts.loss.reads, facts.output.rows_sum_to_one) == ("probabilities", True)
    assert "equals Keras' Adam" in report.text()


@pytest.mark.parametrize(
    ("rate", "shuffled", "made", "cause"),
    [
        (1e-5, False, {}, "LR_LOW"),
        (1e-2, True, {}, "LABELS_SHUFFLED"),
        (1e-2, False, {"logits": True}, "DOUBLE_SOFTMAX"),
        (1e-2, False, {"last": None}, "LAST_ACT"),
    ],
    ids=["slow", "labels", "softmax twice", "no softmax"],
)
def test_typical_faults_are_named(keras, rate, shuffled, made, cause):
    model = _model(keras, keras.optimizers.Adam(rate), **made)
    report = _report(model, rows(shuffled=shuffled), epochs=8)
    assert (report.health, report.cause) == ("ill", cause), report.text()


def test_the_training_stays_the_same(keras):
    made = []
    (x, y), held = rows()
    for callbacks in ([], [netwright.keras_callback(train=(x, y), valid=held)]):
        model = _model(keras, keras.optimizers.SGD(0.05, momentum=0.9))
        _fit(model, rows(), callbacks, epochs=3)
        made.append(([one.tobytes() for one in model.get_weights()], torch.rand(1).item()))
        for callback in callbacks:
            callback.report()
            made.append(([one.tobytes() for one in model.get_weights()], made[-1][1]))
    assert made[0] == made[1] == made[2]
    assert not model._forward_pre_hooks


def test_losses_are_those_of_the_batches(keras):
    seen = []

    class Written(keras.losses.Loss):
        def call(self, y_true, y_pred):
            loss = keras.losses.sparse_categorical_crossentropy(y_true, y_pred)
            if torch.is_grad_enabled():
                seen.append(float(loss.detach().mean()))
            return loss

    model = _model(keras, keras.optimizers.SGD(0.05))
    model.compile(optimizer=model.optimizer, loss=Written())
    data = rows()
    callback = netwright.keras_callback(train=data[0], seconds=0)
    _fit(model, data, [callback], epochs=2)
    written = seen[:32]
    assert callback.report().diagnosis.facts.series.loss == pytest.approx(written, rel=1e-4)


def test_an_optimiser_without_equal_has_no_forks(keras):
    data = rows()
    callback = netwright.keras_callback(train=data[0], valid=data[1])
    _fit(_model(keras, keras.optimizers.Lion(1e-7)), data, [callback], epochs=4)
    report = callback.report()
    assert all(fork.steps == 0 for fork in report.diagnosis.facts.forks.values())
    assert report.health == "unsure"
    assert "torch has no equal of Keras' Lion" in report.text()
    assert report.diagnosis.facts.updates.ratio < 1e-3


def test_a_schedule_is_followed(keras):
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=10, decay_rate=0.1)
    data = rows()
    callback = netwright.keras_callback(train=data[0], seconds=0)
    _fit(_model(keras, keras.optimizers.SGD(schedule)), data, [callback], epochs=2)
    assert 1e-3 < callback.report().diagnosis.facts.updates.rate < 0.1


def test_a_compiled_loss_takes_the_output_first(keras):
    output, target = torch.tensor([[0.7, 0.2, 0.1]]), torch.tensor([1])
    loss_fn = compiled_loss("sparse_categorical_crossentropy")
    assert float(loss_fn(output, target)) == pytest.approx(-torch.tensor(0.2).log().item())
    flat = compiled_loss("mse")(torch.tensor([[1.0], [2.0]]), torch.tensor([1.0, 4.0]))
    assert float(flat) == 2


# without Keras


@pytest.mark.parametrize("loss", [None, {"a": "mse"}, ["mse", "mse"]], ids=["none", "dict", "list"])
def test_no_loss_and_several_are_refused(loss):
    with pytest.raises(SettingError, match=r"loss must be one loss, given to compile\(\)"):
        compiled_loss(loss)


class Model(nn.Module):
    """A network with the names that are read of a compiled model of Keras."""

    def __init__(self, optimizer):
        super().__init__()
        self.net, self.optimizer = network(), optimizer
        self.loss, self.metrics = None, []
        self.trainable_variables = [
            SimpleNamespace(path=name, value=one) for name, one in self.net.named_parameters()
        ]
        self.non_trainable_variables = []

    def forward(self, x):
        return self.net(x)

    def stateless_call(self, weights, state, x, *, training):
        first, middle, second, end = weights
        return torch.relu(x @ first.T + middle) @ second.T + end, state


def test_hooks_in_keras_order_make_a_report():
    adam = type("Adam", (), {"learning_rate": 0.01, "epsilon": 1e-7})()
    model, data = Model(adam), rows()
    callback = KerasCallback(nn.CrossEntropyLoss(), train=data[0], valid=data[1], seconds=0)
    callback.model = model
    mean = SimpleNamespace(name="loss", total=SimpleNamespace(), count=SimpleNamespace())
    model.metrics = [mean]
    stepped = torch.optim.Adam(model.parameters(), lr=0.01)
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    own, total = [], 0.0
    for at in range(10):
        x, y = (one[at * 32 : at * 32 + 32] for one in data[0])
        stepped.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        stepped.step()
        own.append(float(loss))
        total += own[-1] * 32
        mean.total.value, mean.count.value = torch.tensor(total), torch.tensor(32.0 * (at + 1))
        callback.on_train_batch_end(at)
    callback.on_epoch_end(0, {"val_loss": 0.5})
    callback.on_train_end()
    facts = callback.report().diagnosis.facts
    assert facts.series.loss == pytest.approx(own, rel=1e-4)
    assert (facts.updates.steps, facts.series.valid_loss) == (10, (0.5,))


def test_a_running_loss_that_is_not_there_is_said():
    callback = KerasCallback(nn.CrossEntropyLoss(), train=rows()[0], seconds=0)
    callback.model = Model(type("SGD", (), {"learning_rate": 0.1})())
    callback.on_train_begin()
    callback.on_train_batch_end(0)
    assert "Keras keeps no running loss" in callback.report().text()


def test_a_model_that_is_no_module_is_refused():
    model = SimpleNamespace(optimizer=SimpleNamespace(learning_rate=0.1))
    known = {"train": rows()[0], "valid": None, "task": None, "seconds": None}
    with pytest.raises(SettingError, match="model must be a Keras model on torch"):
        KerasCoach(model, nn.CrossEntropyLoss(), **known)


def test_without_keras_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(UnavailableError, match="keras must be installed for a callback") as got:
        netwright.keras_callback(train=rows()[0])
    assert got.value.hint == 'pip install "netwright[keras]", and set KERAS_BACKEND=torch'


def test_another_backend_is_refused(monkeypatch):
    other = SimpleNamespace(backend=SimpleNamespace(backend=lambda: "jax"))
    monkeypatch.setitem(sys.modules, "keras", other)
    with pytest.raises(
        UnavailableError, match="Keras must compute with torch for the coach"
    ) as got:
        keras_library()
    assert got.value.hint.startswith("set KERAS_BACKEND=torch")
