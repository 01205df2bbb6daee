"""The coach in trainings by Lightning: right verdicts, and the same training bit by bit."""

import sys
import warnings
from types import SimpleNamespace

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import netwright
from gaussians import in_bytes, network, rows
from netwright.api._callback_lightning import LightningCallback, lightning_library, network_of
from netwright.errors import SettingError, UnavailableError

pytestmark = pytest.mark.filterwarnings("ignore")  # Lightning's, of small loaders and few workers
LOSS = nn.CrossEntropyLoss()


@pytest.fixture(scope="module")
def lightning():
    with warnings.catch_warnings(action="ignore"):
        return pytest.importorskip("lightning.pytorch", reason="lightning is not installed")


def _module(lightning, net, optimizer, *, calls_itself=False):
    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = net

        def training_step(self, batch, index):
            x, y = batch
            loss = LOSS(self.net(x), y)
            self.log("train_loss", loss)
            return loss

        def validation_step(self, batch, index):
            x, y = batch
            self.log("val_loss", LOSS(self.net(x), y))

        def configure_optimizers(self):
            return optimizer

    if calls_itself:
        Module.forward = lambda self, x: self.net(x)
        Module.training_step = lambda self, batch, _index: LOSS(self(batch[0]), batch[1])
    return Module()


def _loaders(data, **how):
    train, valid = data
    order = torch.Generator().manual_seed(5)
    own = DataLoader(TensorDataset(*train), batch_size=32, shuffle=True, generator=order, **how)
    return own, DataLoader(TensorDataset(*valid), batch_size=64)


def _fit(lightning, module, loaders, callbacks, *, epochs=12, **how):
    silent = ("logger", "enable_checkpointing", "enable_progress_bar", "enable_model_summary")
    settings = {"accelerator": "cpu", "max_epochs": epochs, **dict.fromkeys(silent, False), **how}
    torch.manual_seed(3)
    lightning.Trainer(callbacks=callbacks, **settings).fit(module, *loaders)


def _adam(net, rate=0.01):
    return torch.optim.Adam(net.parameters(), lr=rate)


def _report(lightning, net, optimizer, data, *, calls_itself=False, **how):
    callback = netwright.lightning_callback(LOSS)
    module = _module(lightning, net, optimizer, calls_itself=calls_itself)
    _fit(lightning, module, _loaders(data), [callback], **how)
    return callback.report()


def test_a_healthy_training_raises_no_alarm(lightning):
    net = network()
    report = _report(lightning, net, _adam(net), rows())
    assert (report.health, report.cause) == ("healthy", None), report.text()
    facts = report.diagnosis.facts
    assert (facts.updates.steps, facts.updates.batch) == (12 * 16, 32)
    assert (facts.updates.backwards, facts.updates.uncleared) == (64, 0)
    assert facts.updates.trained_in_eval == 0
    assert 1e-4 < facts.updates.ratio < 0.1
    assert len(facts.series.loss) == 12 * 16
    assert len(facts.series.valid_loss) == 12
    assert facts.scores.held_out
    assert facts.scores.skill > 0.6


def _slow(net):
    return torch.optim.SGD(net.parameters(), lr=1e-5)


@pytest.mark.parametrize(
    ("last", "optimizer", "shuffled", "cause"),
    [
        ((), _slow, False, "LR_LOW"),
        ((), lambda net: _adam(net, 10.0), False, "LR_HIGH"),
        ((), _adam, True, "LABELS_SHUFFLED"),
        ((nn.Softmax(-1),), _adam, False, "DOUBLE_SOFTMAX"),
    ],
    ids=["slow", "fast", "labels", "softmax"],
)
def test_typical_faults_are_named(lightning, last, optimizer, shuffled, cause):
    net = network(*last)
    report = _report(lightning, net, optimizer(net), rows(shuffled=shuffled), epochs=8)
    assert (report.health, report.cause) == ("ill", cause), report.text()


@pytest.mark.parametrize("how", [{}, {"accumulate_grad_batches": 4}], ids=["plain", "accumulated"])
def test_the_training_stays_the_same(lightning, how):
    made = []
    for callbacks in ([], [netwright.lightning_callback(LOSS)]):
        net = network()
        _fit(lightning, _module(lightning, net, _adam(net)), _loaders(rows()), callbacks,
             epochs=3, **how)  # fmt: skip
        made.append((in_bytes(net), torch.rand(1).item()))
    assert made[0] == made[1]
    assert not net._forward_pre_hooks


def test_workers_that_stay_are_not_woken(lightning):
    made = []
    for callbacks in ([], [netwright.lightning_callback(LOSS)]):
        net = network()
        loaders = _loaders(rows(), num_workers=1, persistent_workers=True)
        _fit(lightning, _module(lightning, net, _adam(net)), loaders, callbacks, epochs=2)
        made.append(in_bytes(net))
    assert made[0] == made[1]


def test_an_update_of_several_batches_is_one_step(lightning):
    net = network()
    report = _report(lightning, net, _adam(net), rows(), accumulate_grad_batches=4, epochs=24)
    updates, series = report.diagnosis.facts.updates, report.diagnosis.facts.series
    assert (updates.steps, updates.batch, updates.uncleared) == (24 * 4, 128, 0)
    assert 0.8 < series.loss[0] < 2  # of one batch, not of four
    assert report.health == "healthy", report.text()


def test_a_module_with_a_forward_is_the_network(lightning):
    net = network()
    report = _report(lightning, net, _adam(net), rows(), calls_itself=True)
    assert report.health == "healthy", report.text()
    assert report.diagnosis.facts.updates.batch == 32


# without Lightning: a trainer with the documented names


def test_the_network_is_the_only_part_with_weights():
    net = network()
    module = nn.Module()
    module.net, module.loss = net, LOSS
    assert network_of(module) is net
    assert network_of(net) is net
    module.other = network()
    assert network_of(module) is module


def _driven(callback, *, steps=20, optimizers=None, calls=True):
    """A training with Lightning's hooks in Lightning's order."""
    net = network()
    adam = _adam(net)
    loaders = _loaders(rows())
    trainer = SimpleNamespace(
        optimizers=[adam] if optimizers is None else optimizers,
        train_dataloader=loaders[0],
        val_dataloaders=[loaders[1]],
        callback_metrics={"val_loss": torch.tensor(1.0)},
        sanity_checking=False,
        global_step=0,
    )
    module = nn.Module()
    module.net = net
    callback.on_train_start(trainer, module)
    for index, (x, y) in zip(range(steps), loaders[0], strict=False):
        adam.zero_grad()
        loss = LOSS(net(x) if calls else net[3](net[1](net[0](x))), y)
        loss.backward()
        adam.step()
        trainer.global_step += 1
        callback.on_train_batch_end(trainer, module, {"loss": loss.detach()}, (x, y), index)
    callback.on_validation_end(trainer, module)
    return trainer, module


def test_hooks_in_lightnings_order_make_a_report():
    callback = LightningCallback(LOSS, seconds=0)
    trainer, module = _driven(callback, steps=10)
    callback.on_train_end(trainer, module)
    facts = callback.report().diagnosis.facts
    assert (facts.updates.steps, facts.series.valid_loss) == (10, (1.0,))
    assert facts.scores.held_out


def test_a_training_that_broke_is_reported_and_left_clean():
    callback = LightningCallback(LOSS, seconds=0)
    trainer, module = _driven(callback, steps=3)
    callback.on_exception(trainer, module, KeyboardInterrupt())
    assert not module.net._forward_pre_hooks
    assert callback.report().diagnosis.facts.updates.steps == 3


def test_a_network_that_is_not_called_and_a_second_optimiser_are_said():
    callback = LightningCallback(LOSS, seconds=0)
    net = network()
    _driven(callback, steps=2, optimizers=[_adam(net), _adam(net)], calls=False)
    words = callback.report().text()
    assert "training_step did not call the network" in words
    assert "the first of 2 optimisers only" in words


def test_a_trainer_without_optimiser_is_refused():
    with pytest.raises(SettingError, match="configure_optimizers must be there, with one"):
        _driven(LightningCallback(LOSS), optimizers=[])


def test_without_lightning_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "lightning", None)
    monkeypatch.delitem(sys.modules, "pytorch_lightning", raising=False)
    with pytest.raises(UnavailableError, match="lightning must be installed for a callback") as got:
        netwright.lightning_callback(LOSS)
    assert got.value.hint == 'pip install "netwright[lightning]"'
    older = SimpleNamespace(Callback=type("Callback", (), {}))
    monkeypatch.setitem(sys.modules, "pytorch_lightning", older)
    assert lightning_library() is older
    assert isinstance(netwright.lightning_callback(LOSS), older.Callback)
