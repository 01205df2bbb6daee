import dataclasses
import itertools

import numpy as np
import pytest
import torch

from netwright.contracts import Examples
from netwright.training import Candidate, Plan, range_test
from netwright.training import _range_test as module
from netwright.training._range_test import FIRST, NOTHING, STEPS, RangeTest, read_curve

PLAN = Plan(chosen=Candidate(dtype="fp32", memory="contiguous", threads=1), device="cpu")
RULES = {"steepest", "tenth", "valley"}


@pytest.fixture
def tested(make_table_task, make_table, make_settings):
    def make(examples=None, task=None, start=None, **changed):
        given = examples or make_table(200)
        settings = make_settings(**{"batch_size": 16, **changed})
        return range_test(task or make_table_task(), given, settings, PLAN, start=start)

    return make


def test_a_task_that_can_be_learned_has_suggestions_by_every_rule(tested):
    found = tested(optimiser="adamw")
    assert set(found.suggestions) == RULES
    assert all(1e-5 < rate < 1 for rate in found.suggestions.values())
    assert found.verdict.startswith("the loss fell from ")
    assert len(found.rates) == len(found.losses) == len(found.smoothed) <= STEPS
    ratios = [b / a for a, b in itertools.pairwise(found.rates)]
    assert found.rates[0] == pytest.approx(1e-6)
    assert ratios == pytest.approx([1e7 ** (1 / (STEPS - 1))] * len(ratios))


def test_the_smoothed_curve_is_equation_2(tested):
    found = tested()
    mean = 0.0
    for number, (loss, smoothed) in enumerate(zip(found.losses, found.smoothed, strict=True)):
        mean = 0.9 * mean + 0.1 * loss
        assert smoothed == pytest.approx(mean / (1 - 0.9 ** (number + 1)))


def test_it_ends_where_the_loss_runs_away(tested):
    found = tested(optimiser="momentum")
    best = min(found.smoothed[FIRST:])
    assert len(found.rates) < STEPS
    assert found.smoothed[-1] > 4 * best
    assert all(value <= 4 * best for value in found.smoothed[FIRST:-1])


def blank(examples):
    """Inputs all alike, labels in turn."""
    arrays = {n: np.zeros_like(a) for n, a in examples.arrays.items()}
    arrays["label"] = np.arange(examples.count) % 2
    return Examples(arrays=arrays, splits=examples.splits)


@pytest.mark.parametrize("kind", ["table", "pictures"])
def test_inputs_that_tell_nothing_give_a_curve_that_says_nothing(
    tested, make_table, make_pictures, make_image_task, kind
):
    if kind == "table":
        found = tested(blank(make_table(200)))
    else:
        found = tested(blank(make_pictures(200)), make_image_task())
    assert found.suggestions == {}
    assert found.verdict.startswith(f"{NOTHING}the loss began at 0.")
    assert "was never clearly below it" in found.verdict
    assert len(found.rates) > FIRST


def test_a_number_that_is_not_finite_ends_it(tested, make_pictures, monkeypatch):
    class Broken(module.Stepper):
        def step(self, batch, number, *, rate=None):
            if number == bad:
                raise module.NonFiniteError("total must be finite; got nan")
            return super().step(batch, number, rate=rate)

    monkeypatch.setattr(module, "Stepper", Broken)
    for bad in (0, 7):
        found = tested()
        assert len(found.losses) == bad
        assert found.verdict == (
            f"{NOTHING}a number was not finite in step {bad}, at the smallest rates"
        )
    bad = 60
    assert len(tested().losses) == 60


def test_the_network_that_is_to_be_trained_is_not_touched(
    tested, make_trainer, make_image_task, make_pictures, make_settings, same, memory
):
    settings = make_settings(ema=0.9, evaluations=1, optimiser="adamw")
    trainer = make_trainer(make_image_task(), make_pictures(), settings, steps=6)
    whole = make_trainer(make_image_task(), make_pictures(), settings, steps=6)
    whole.run()
    end = memory.checkpoints[-1][1]
    for _ in range(3):
        trainer._one_step()
    before = trainer._stepper.tensors()
    buffers = {n: b.clone() for n, b in trainer._stepper.flat.buffers().items()}
    kept = {n: t.clone() for n, t in before["weights"].items()}
    tested(make_pictures(), make_image_task(), start=before["weights"])
    assert same({"weights": before["weights"]}, {"weights": kept})
    assert same(trainer._stepper.tensors(), before)
    assert all(torch.equal(b, buffers[n]) for n, b in trainer._stepper.flat.buffers().items())
    trainer.run()
    assert same(memory.checkpoints[-1][1], end), "the training went on otherwise"


def test_it_begins_at_the_weights_it_is_given(tested):
    fresh = tested()
    assert tested().losses == fresh.losses, "equal tests are equal"
    given = tested(
        start={"layers.4.weight": torch.zeros(2, 16), "layers.4.bias": torch.tensor([3.0, 0.0])}
    )
    assert fresh.losses[0] == pytest.approx(np.log(2), abs=0.1)
    assert given.losses[0] > 1


def test_frozen_stages_stay_frozen_and_no_running_mean_is_kept(tested):
    found = tested(freeze="features", thaw=0.1, ema=0.9)
    assert len(found.rates) > FIRST


# the rules, on curves made by hand

RATES = np.geomspace(1e-6, 10, 100)


def curve(bottom=70, fall=1.0, noise=0.0):
    """Flat, then a bend that is steepest half-way to its bottom, then up."""
    t = np.arange(100)
    down = fall / 2 * (1 - np.cos(np.pi * np.clip((t - 40) / (bottom - 40), 0, 1)))
    up = np.clip(t - bottom, 0, None) ** 2 * 0.01
    wave = noise * np.cos(2.1 * t)
    return 2.0 - down + up + wave


def test_the_rules_find_what_was_drawn():
    values = curve()
    found = read_curve(RATES.tolist(), values.tolist(), values.tolist())
    assert found.suggestions["tenth"] == pytest.approx(RATES[70] / 10)
    assert found.suggestions["steepest"] == pytest.approx(RATES[55], rel=0.1)
    assert found.suggestions["valley"] == pytest.approx(RATES[55], rel=0.2)


@pytest.mark.parametrize(
    ("fall", "noise", "says"),
    [(1.0, 0.0, True), (0.05, 0.0, True), (0.03, 0.0, False), (0.2, 0.3, False), (1.0, 0.3, True)],
)
def test_a_fall_counts_beyond_its_noise_and_two_hundredths(fall, noise, says):
    losses, smoothed = curve(fall=fall, noise=noise), curve(fall=fall)
    found = read_curve(RATES.tolist(), losses.tolist(), smoothed.tolist())
    assert bool(found.suggestions) == says
    assert found.verdict.startswith(NOTHING) != says


def test_the_summary_is_plain():
    found = read_curve(RATES.tolist(), curve().tolist(), curve().tolist())
    facts = dataclasses.replace(found, picture="a.svg").summary()
    assert set(facts) == {f.name for f in dataclasses.fields(RangeTest)}
    assert facts["picture"] == "a.svg"
    assert len(facts["rates"]) == len(facts["losses"]) == len(facts["smoothed"]) == 100
    assert isinstance(facts["suggestions"], dict)
