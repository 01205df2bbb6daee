"""The coach in trainings by the Trainer of transformers: right verdicts, the same training."""

import sys
import warnings
from types import SimpleNamespace

import pytest
import torch
from torch import nn
from torch.nn import functional
from torch.utils.data import DataLoader

import netwright
from gaussians import in_bytes, network, rows
from netwright.api._callback_transformers import TransformersCallback
from netwright.errors import SettingError, UnavailableError

pytestmark = pytest.mark.filterwarnings("ignore")  # transformers', of its own plans


@pytest.fixture(scope="module")
def transformers():
    with warnings.catch_warnings(action="ignore"):
        library = pytest.importorskip("transformers", reason="transformers is not installed")
        pytest.importorskip("accelerate", reason="accelerate is not installed")
        library.utils.logging.set_verbosity_error()
    return library


class Classifier(nn.Module):
    """A network as many write it for a Trainer: named tensors in, a mapping out."""

    def __init__(self, net, loss=functional.cross_entropy):
        super().__init__()
        self.net, self.loss = net, loss

    def forward(self, features, labels=None):
        logits = self.net(features)
        if labels is None:
            return {"logits": logits}
        return {"loss": self.loss(logits, labels), "logits": logits}


def _examples(data):
    (x, y), (held_x, held_y) = data
    own = [{"features": a, "labels": b} for a, b in zip(x, y, strict=True)]
    return own, [{"features": a, "labels": b} for a, b in zip(held_x, held_y, strict=True)]


def _train(transformers, folder, model, data, callbacks, *, epochs=12, rate=0.01, **how):
    own, held = data
    settings = {
        "output_dir": str(folder), "use_cpu": True, "report_to": [], "save_strategy": "no",
        "eval_strategy": "epoch", "disable_tqdm": True, "num_train_epochs": epochs, "seed": 3,
        "per_device_train_batch_size": 32, "learning_rate": rate,
    }  # fmt: skip
    arguments = transformers.TrainingArguments(**settings | how)
    trainer = transformers.Trainer(
        model, arguments, train_dataset=own, eval_dataset=held, callbacks=callbacks
    )
    trainer.train()


def _report(transformers, folder, model, data, *, loss_fn=None, **how):
    callback = netwright.transformers_callback(loss_fn)
    _train(transformers, folder, model, data, [callback], **how)
    return callback.report()


def test_a_healthy_training_raises_no_alarm(transformers, tmp_path):
    report = _report(transformers, tmp_path, Classifier(network()), _examples(rows()))
    assert (report.health, report.cause) == ("healthy", None), report.text()
    facts = report.diagnosis.facts
    assert (facts.updates.steps, facts.updates.batch) == (12 * 16, 32)
    assert (facts.updates.backwards, facts.updates.uncleared) == (64, 0)
    assert facts.updates.trained_in_eval == 0
    assert facts.updates.rate < 0.01  # Trainer lets it fall
    assert len(facts.series.loss) == 12 * 16
    assert len(facts.series.valid_loss) == 12
    assert facts.series.valid_loss[-1] < facts.series.valid_loss[0]
    assert facts.scores.held_out
    assert facts.scores.skill > 0.6
    assert "own loss" not in report.text()


@pytest.mark.parametrize(
    ("last", "rate", "shuffled", "cause"),
    [
        ((), 1e-6, False, "LR_LOW"),
        ((), 1e-2, True, "LABELS_SHUFFLED"),
        ((nn.Softmax(-1),), 1e-2, False, "DOUBLE_SOFTMAX"),
    ],
    ids=["slow", "labels", "softmax"],
)
def test_typical_faults_are_named(transformers, tmp_path, last, rate, shuffled, cause):
    model, data = Classifier(network(*last)), _examples(rows(shuffled=shuffled))
    report = _report(transformers, tmp_path, model, data, rate=rate, epochs=8)
    assert (report.health, report.cause) == ("ill", cause), report.text()


@pytest.mark.parametrize(
    "how",
    [{}, {"gradient_accumulation_steps": 4, "warmup_steps": 5}],
    ids=["plain", "accumulated"],
)
def test_the_training_stays_the_same(transformers, tmp_path, how):
    made = []
    for callbacks in ([], [netwright.transformers_callback()]):
        model = Classifier(network())
        _train(transformers, tmp_path, model, _examples(rows()), callbacks, epochs=3, **how)
        made.append((in_bytes(model), torch.rand(1).item()))
    assert made[0] == made[1]
    assert not model._forward_pre_hooks
    assert not model._forward_hooks


def test_updates_of_several_batches_and_a_rate_that_warms_up(transformers, tmp_path):
    how = {"gradient_accumulation_steps": 4, "warmup_steps": 10, "epochs": 24}
    report = _report(transformers, tmp_path, Classifier(network()), _examples(rows()), **how)
    updates, series = report.diagnosis.facts.updates, report.diagnosis.facts.series
    assert (updates.steps, updates.batch, updates.uncleared) == (24 * 4, 128, 0)
    assert 0.8 < series.loss[0] < 2  # of one batch, not of four
    assert report.health == "healthy", report.text()


@pytest.fixture
def bert(transformers):
    """A Bert of one layer, and sentences whose label is the kind of their first token."""
    draws = torch.Generator().manual_seed(0)
    ids = torch.randint(2, 20, (700, 6), generator=draws)
    examples = [
        {"input_ids": one, "attention_mask": torch.ones(6, dtype=torch.int64), "labels": one[0] % 2}
        for one in ids
    ]
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=20, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=6,
    )  # fmt: skip
    model = transformers.BertForSequenceClassification(config)
    return model, (examples[:500], examples[500:])


def test_a_language_network_with_ids_and_masks(transformers, tmp_path, bert):
    report = _report(transformers, tmp_path, *bert, epochs=10)
    assert report.health == "healthy", report.text()
    assert report.diagnosis.facts.inputs.columns == 12
    assert report.diagnosis.facts.scores.skill > 0.8
    assert "could not be read" not in report.text()


def test_parts_of_a_loss_are_added(transformers, tmp_path, bert):
    """Bert divides by the examples of the whole update, so its losses are a fourth each."""
    how = {"gradient_accumulation_steps": 4, "epochs": 1, "eval_strategy": "no"}
    report = _report(transformers, tmp_path, *bert, **how)
    assert all(0.5 < loss < 0.9 for loss in report.diagnosis.facts.series.loss)


def test_a_network_that_says_next_words_is_read_by_its_own_loss(transformers, tmp_path):
    """Each word is the one before plus 1; the losses say so, and nothing is called ill."""
    first = torch.randint(0, 15, (300, 1), generator=torch.Generator().manual_seed(0))
    ids = (first + torch.arange(8)) % 15
    examples = [{"input_ids": one, "labels": one} for one in ids]
    torch.manual_seed(1)
    config = transformers.GPT2Config(
        vocab_size=15, n_positions=8, n_embd=16, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=1
    )
    model = transformers.GPT2LMHeadModel(config)
    report = _report(transformers, tmp_path, model, (examples, examples[:50]), epochs=6)
    assert report.health != "ill", report.text()
    assert "own loss" not in report.text()
    assert report.diagnosis.facts.series.loss[-1] < 0.5 < report.diagnosis.facts.series.loss[0]


# without transformers: a Trainer's hooks in a Trainer's order


def _loader(data, *, key="labels", **how):
    examples = [{"features": a, key: b} for a, b in zip(*data[0], strict=True)]
    return DataLoader(examples, batch_size=32, shuffle=True, **how)


def _driven(callback, model, *, steps=10, loader=None, call=None, label_names=None, held=None):
    args = SimpleNamespace(label_names=label_names, gradient_accumulation_steps=1)
    adam = torch.optim.Adam(model.parameters(), lr=0.01)
    loader = _loader(rows()) if loader is None else loader
    callback.on_train_begin(args, None, None, model=model, optimizer=adam, train_dataloader=loader)
    for _, batch in zip(range(steps), loader, strict=False):
        found = model(**batch) if call is None else call(model, batch)
        found["loss"].backward()
        adam.step()
        model.zero_grad()
        callback.on_step_end(args, None, None, model=model, optimizer=adam)
    with torch.no_grad():
        model(**batch)
    callback.on_evaluate(args, None, None, metrics={"eval_loss": 1.0}, eval_dataloader=held)
    callback.on_train_end(args, None, None)
    return callback.report()


def test_hooks_in_the_trainers_order_make_a_report():
    model = Classifier(network())
    report = _driven(TransformersCallback(seconds=0), model, held=_loader(rows()))
    facts = report.diagnosis.facts
    assert (facts.updates.steps, len(facts.series.loss)) == (10, 10)
    assert facts.series.valid_loss == (1.0,)
    assert facts.updates.judged_in_train == 1
    assert "could not be read" not in report.text()
    assert not model._forward_hooks


def test_a_loss_that_is_not_loss_fn_of_the_logits_is_said():
    model = Classifier(network(), loss=lambda x, y: 0.5 * functional.cross_entropy(x, y))
    words = _driven(TransformersCallback(seconds=0), model).text()
    assert "the model's own loss is" in words
    assert "transformers_callback(loss_fn=...)" in words


def test_a_trainer_that_keeps_the_labels_leaves_the_losses_unknown():
    def smoothed(model, batch):
        logits = model(batch["features"])["logits"]
        return {"loss": functional.cross_entropy(logits, batch["labels"], label_smoothing=0.1)}

    report = _driven(TransformersCallback(seconds=0), Classifier(network()), call=smoothed)
    assert report.diagnosis.facts.updates.steps == 10
    assert report.diagnosis.facts.series.loss == ()
    assert "the steps' losses are unknown" in report.text()


def test_labels_may_have_another_name():
    class Named(Classifier):
        def forward(self, features, target=None):
            return super().forward(features, target)

    loader = _loader(rows(), key="target")
    callback = TransformersCallback(seconds=0)
    report = _driven(callback, Named(network()), loader=loader, label_names=["target"])
    assert len(report.diagnosis.facts.series.loss) == 10
    with pytest.raises(SettingError, match="train must be batches that map names to tensors"):
        _driven(TransformersCallback(), Named(network()), loader=loader)


def test_held_out_rows_that_cannot_be_read_are_a_note():
    held = [{"features": torch.zeros(6)}]
    report = _driven(TransformersCallback(seconds=0), Classifier(network()), held=held)
    assert "the held-out rows could not be read" in report.text()


def test_without_transformers_one_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(UnavailableError, match="transformers must be installed for a callb") as got:
        netwright.transformers_callback()
    assert got.value.hint == 'pip install "netwright[transformers]"'
