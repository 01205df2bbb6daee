import json
import math

import numpy as np
import pytest
import torch

from netwright.contracts import Examples
from netwright.errors import DataError
from netwright.measures.verification import accepted_at, equal_error_rate
from netwright.models import Embedder
from netwright.objectives import contrastive, margin_softmax, semi_hard_triplet
from netwright.randomness import generator
from netwright.recipe import Settings
from netwright.tasks import Verification, task_from
from netwright.tasks._verification_pairs import batch_pairs, each_with_each
from netwright.tasks._verification_settings import MARGINS
from netwright.training import Candidate, Feed, outputs
from netwright.training._stepper import Stepper

BASE = {"people": ("a", "b", "c"), "side": 16, "channels": 1, "mean": (80.0,), "std": (60.0,)}
CPU = torch.device("cpu")


def make(objective="margin", **changed):
    values = {**BASE, "width": 0.25, "dims": 8, "margin": MARGINS[objective], **changed}
    return Verification(objective=objective, **values)


def embeddings(labels, spread=0.3, dims=8, seed=0):
    """Rows of length 1, near each other for one label."""
    draws = np.random.default_rng(seed)
    centres = draws.normal(size=(int(labels.max()) + 1, dims))
    rows = centres[labels] + spread * draws.normal(size=(len(labels), dims))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def stripes(people=12, each=6):
    """Pictures of stripes: a person is a place and a width, pictures differ by noise and light."""
    draws = generator(0, "stripes")
    labels = np.repeat(np.arange(people), each)
    pictures = draws.integers(0, 90, (len(labels), 1, 16, 16)).astype(np.uint8)
    for picture, label in zip(pictures, labels.tolist(), strict=True):
        first = 2 + label
        picture[:, :, first : first + 2] += np.uint8(80)
    rows = {"train": np.flatnonzero(labels % 3 < 2), "val": np.flatnonzero(labels % 3 == 2)}
    train = np.unique(labels[rows["train"]])
    number = {person: i for i, person in enumerate([*train, *np.setdiff1d(labels, train)])}
    renumbered = np.array([number[label] for label in labels.tolist()])
    return Examples({"picture": pictures, "label": renumbered}, rows), len(train)


def test_a_margin_is_learned_in_training_and_pairs_are_judged_after_it():
    task = make(scale=8.0, angle=0.1)
    torch.manual_seed(0)
    model = task.model()
    assert isinstance(model, Embedder)
    pictures, labels = torch.randn(6, 1, 16, 16), torch.tensor([0, 0, 1, 1, 2, 2])
    batch = {"picture": pictures, "label": labels}
    output = model(pictures)
    assert output.shape == (6, 8 + 3)
    wanted = margin_softmax(output[:, 8:], labels, scale=8.0, margin=0.3, angle=0.1)
    assert torch.equal(task.loss(output, batch), wanted)
    after = model.eval()(pictures)
    assert after.shape == (6, 8)
    same, shares = batch_pairs(labels)
    wanted = contrastive(*each_with_each(after), same, margin=1.0, shares=shares)
    assert torch.equal(task.loss(after, batch), wanted)
    unseen = {**batch, "label": labels + 40}  # people that training has not
    assert torch.equal(task.loss(after, unseen), wanted)


def test_the_other_objectives():
    labels = torch.tensor([0, 0, 1, 1])
    rows = torch.from_numpy(embeddings(labels.numpy()))
    batch = {"label": labels}
    found = make("triplet", margin=0.5).loss(rows, batch)
    assert torch.equal(found, semi_hard_triplet(rows, labels, margin=0.5))
    same, shares = batch_pairs(labels)
    found = make("contrastive", margin=0.7).loss(rows, batch)
    wanted = contrastive(*each_with_each(rows), same, margin=0.7, shares=shares)
    assert torch.equal(found, wanted)
    with_bias = torch.cat([rows, torch.full((4, 1), 2.0)], dim=1)
    found = make("siamese").loss(with_bias, batch)
    apart = torch.cdist(rows, rows, p=1)
    logits = (2.0 - apart).flatten()
    each = torch.nn.functional.binary_cross_entropy_with_logits(
        logits, same.float(), reduction="none"
    )
    torch.testing.assert_close(found, (each * shares).sum() / 16)


@pytest.mark.parametrize("objective", MARGINS)
def test_scores_are_those_the_loss_is_about(objective):
    task = make(objective)
    labels = np.array([0, 0, 1])
    rows = embeddings(labels)
    if objective == "siamese":
        rows = np.concatenate([rows, np.full((3, 1), 2.0, dtype=np.float32)], axis=1)
        wanted = 2.0 - np.abs(rows[:1, :8] - rows[:, :8]).sum(axis=1)
    else:
        wanted = rows @ rows[0]
    np.testing.assert_allclose(task.scores(rows, rows[:1]), wanted, rtol=1e-5)
    assert task.scores(rows, rows[:1]).argmax() == 0


@pytest.mark.parametrize("objective", MARGINS)
def test_a_few_steps_make_people_who_were_never_seen_easier_to_tell_apart(objective):
    examples, people = stripes()
    task = make(objective, people=tuple(map(str, range(people))), each=3)
    settings = Settings(batch_size=24, learning_rate=5e-3, schedule="constant", seed=1)
    candidate = Candidate(dtype="fp32", memory="contiguous", threads=1)
    stepper = Stepper(task, settings, candidate, CPU, steps=60)
    feed = Feed(task, examples, batch_size=24, seed=1, device=CPU)
    val = examples.rows("val")

    def eer():
        output, loss = outputs(stepper.model, task, examples, val)
        assert math.isfinite(loss)
        return task.measures(output, examples.take(val, task.targets))["eer"].value

    before = eer()
    losses = [float(stepper.step(feed.batch(number), number)) for number in range(60)]
    assert all(map(math.isfinite, losses))
    assert np.mean(losses[-5:]) < np.mean(losses[:5])
    assert eer() < before


@pytest.mark.parametrize("objective", MARGINS)
@pytest.mark.parametrize("passes", ["plain", "replayed"])
def test_passes_can_be_replayed(objective, passes):
    examples, people = stripes()
    task = make(objective, people=tuple(map(str, range(people))), each=3)
    settings = Settings(batch_size=24, learning_rate=5e-3, seed=1)
    weights = []
    for how in ("plain", passes):
        candidate = Candidate(dtype="fp32", memory="contiguous", threads=1, passes=how)
        stepper = Stepper(task, settings, candidate, CPU, steps=8)
        feed = Feed(task, examples, batch_size=24, seed=1, device=CPU)
        for number in range(8):
            stepper.step(feed.batch(number), number)
        weights.append(stepper.flat.values.clone())
    torch.testing.assert_close(weights[0], weights[1], rtol=1e-3, atol=1e-4)


def test_measures_losses_and_the_trivial_predictor():
    labels = np.repeat(np.arange(8), 5)
    rows, arrays = embeddings(labels, spread=0.6), {"label": labels}
    task = make()
    found = task.measures(rows, arrays)
    first, second = np.triu_indices(40, 1)
    scores, same = (rows[first] * rows[second]).sum(axis=1), labels[first] == labels[second]
    assert found["eer"].value == pytest.approx(equal_error_rate(scores, same))
    wrong = task.losses(rows, arrays)
    products = rows @ rows.T
    others = np.where(labels[:, None] != labels, products, -2).max(axis=1)
    own = np.where(labels[:, None] == labels, products, 2).min(axis=1)
    np.testing.assert_allclose(wrong, others - own, atol=1e-6)
    assert task.trivial({}, arrays)["eer"] == 0.5
    assert set(task.trivial({}, arrays)) == set(found)


def test_what_is_decided_comes_from_people_never_trained_on():
    labels = np.repeat(np.arange(10), 6)
    rows, arrays = embeddings(labels, spread=0.5), {"label": labels}
    task = make().decided(rows, arrays, far=0.05)
    first, second = np.triu_indices(60, 1)
    scores, same = (rows[first] * rows[second]).sum(axis=1), labels[first] == labels[second]
    assert task.threshold == pytest.approx(accepted_at(scores, same, far=0.05)[0])
    assert task.slope > 0
    sure, doubtful = task.probabilities(np.array([1.0, -1.0]))
    assert sure > 0.9
    assert doubtful < 0.1
    made = task_from("verification", json.loads(json.dumps(task.settings())))
    assert made == task
    with pytest.raises(DataError, match="pairs must show one person twice"):
        task.decided(rows[:3], {"label": np.arange(3)})


def test_a_threshold_that_nothing_meets_is_a_number():
    labels = np.array([0, 0, 1, 1])
    rows = embeddings(np.array([0, 1, 0, 1]), spread=0.01)  # who is who is the wrong way round
    task = make().decided(rows, {"label": labels}, far=0.0)
    assert math.isfinite(task.threshold)
    assert not task.answer(float((rows[0] * rows[2]).sum()))["same"]


def test_answers_name_the_most_alike_of_those_given():
    rows = embeddings(np.array([0, 1, 0, 1]), spread=0.05)
    task = make(threshold=0.8, slope=20.0, offset=-16.0)
    found = task.answers(rows)
    assert [answer["like"] for answer in found] == [2, 3, 0, 1]
    assert all(answer["same"] for answer in found)
    assert found[0]["probability"] > 0.5
    assert task.answers(rows[:1]) == [{}]
    assert task.answer(0.8) == {
        "same": True, "probability": 0.5, "score": 0.8, "threshold": 0.8
    }  # fmt: skip


def test_looks_are_averaged_to_length_1():
    task, rows = make(), torch.randn(4, 3, 8)
    mean = task.combine(rows)
    torch.testing.assert_close(mean.norm(dim=1), torch.ones(4))
    assert torch.equal(task.combine(rows[:, 0]), rows[:, 0])
    assert torch.equal(make("siamese").combine(rows), rows.mean(dim=1))


def test_members_learn_alone_and_their_scores_are_averaged():
    task, alone = make(members=3), make()
    torch.manual_seed(0)
    model = task.model()
    pictures, labels = torch.randn(6, 1, 16, 16), torch.tensor([0, 0, 1, 1, 2, 2])
    batch = {"picture": pictures, "label": labels}
    output = model(pictures)
    assert output.shape == (6, 3, 8 + 3)
    each = [alone.loss(output[:, member], batch) for member in range(3)]
    torch.testing.assert_close(task.loss(output, batch), torch.stack(each).mean())
    after = model.eval()(pictures).detach()
    combined = task.combine(after)
    assert combined.shape == (6, 24)
    rows, members = combined.numpy(), after.numpy()
    scores = np.mean([members[:1, m] @ members[:, m].T for m in range(3)], axis=0)[0]
    np.testing.assert_allclose(task.scores(rows, rows[:1]), scores, atol=1e-6)
    looks = torch.stack([combined, combined.flip(0)], dim=1)
    wanted = torch.nn.functional.normalize(looks.mean(dim=1), dim=1)
    torch.testing.assert_close(task.combine(looks), wanted)
    torch.testing.assert_close(task.combine(after[:, :1]), after[:, 0])
