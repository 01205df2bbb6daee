import dataclasses
import math

import numpy as np
import pytest
import torch

from netwright.contracts import Goal, Score
from netwright.errors import StoppedError
from netwright.recipe import Settings
from netwright.training import Checkpoint, Stop, _loop

SERIES = ("loss", "accuracy", "log_loss")


def checkpoint(kept):
    _, tensors, state, _ = kept
    return Checkpoint(tensors=tensors, state=state)


def test_history_has_every_series_and_no_clock(train, memory):
    fitted = train().run()
    assert (fitted.steps, fitted.stopped, fitted.failed) == (8, "", False)
    assert [line["step"] for line in memory.lines] == [2, 4, 6, 8]
    assert [line["epoch"] for line in memory.lines] == [0.5, 1.0, 1.5, 2.0]
    for line in memory.lines:
        assert {"step", "epoch", "learning_rate", "batch/loss"} <= set(line)
        assert {f"{split}/{name}" for split in ("train", "val") for name in SERIES} <= set(line)
        assert not any("second" in name for name in line)
        assert all(math.isfinite(value) for value in line.values())
    assert [timing["step"] for timing in memory.timings] == [2, 4, 6, 8]
    assert all(timing["seconds"] > 0 for timing in memory.timings)


def test_train_dev_is_measured_and_without_val_train_decides(train, memory, make_pictures):
    splits = {"train": np.arange(20), "train_dev": np.arange(20, 30)}
    fitted = train(examples=make_pictures(splits=splits), steps=4, evaluations=2).run()
    assert {"train_dev/loss", "train_dev/accuracy"} <= set(memory.lines[0])
    assert not any(name.startswith("val/") for name in memory.lines[0])
    best = [line for line in memory.lines if line["step"] == fitted.best_step]
    assert len(best) == 1


def test_equal_trainings_are_equal_to_the_byte(train, memory, same):
    train(ema=0.9).run()
    lines, kept = list(memory.lines), list(memory.checkpoints)
    memory.lines.clear()
    memory.checkpoints.clear()
    train(ema=0.9).run()
    assert memory.lines == lines
    assert all(same(a[1], b[1]) for a, b in zip(kept, memory.checkpoints, strict=True))


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_resumed_from_any_checkpoint_it_ends_the_same(train, memory, same, ema):
    whole = train(ema=ema)
    whole.save()
    fitted = whole.run()
    lines, kept = list(memory.lines), list(memory.checkpoints)
    for number in (0, 1, 3):
        memory.lines.clear()
        again = train(ema=ema)
        again.restore(checkpoint(kept[number]))
        ended = again.run()
        assert memory.lines == lines[number:]
        assert same(memory.checkpoints[-1][1], kept[-1][1])
        assert (ended.steps, ended.best_step) == (fitted.steps, fitted.best_step)


def test_a_stop_midway_saves_and_says_so(train, memory, same):
    whole = train(ema=0.9, evaluations=2)
    whole.run()
    lines, end = list(memory.lines), memory.checkpoints[-1]
    memory.lines.clear()
    memory.checkpoints.clear()

    stop = Stop()
    stopped = train(ema=0.9, evaluations=2, stop=stop)
    one_step = stopped._one_step

    def ask_in_step_3():
        one_step()
        if stopped.state.step == 3:
            stop.signal_number = 15

    stopped._one_step = ask_in_step_3
    with pytest.raises(StoppedError, match=r"saved after step 3 of 8") as error:
        stopped.run()
    assert (error.value.signal_number, error.value.status) == (15, 143)
    step, _, state, best = memory.checkpoints[-1]
    assert (step, state["step"], best) == (3, 3, False)

    again = train(ema=0.9, evaluations=2)
    again.restore(checkpoint(memory.checkpoints[-1]))
    again.run()
    assert memory.lines == lines
    assert same(memory.checkpoints[-1][1], end[1])


def spoil(trainer, at):
    """A weight that is not a number, from step ``at`` on."""
    one_step = trainer._one_step

    def spoiled():
        if trainer.state.step == at:
            trainer._stepper.flat.values[0] = float("nan")
        one_step()

    trainer._one_step = spoiled


def test_a_number_that_is_not_finite_ends_the_run_and_what_was_saved_stands(train, memory):
    trainer = train(evaluations=8)
    spoil(trainer, at=3)
    fitted = trainer.run()
    assert fitted.steps == 3
    assert fitted.stopped.startswith("a weight was not finite in step 3; first layer: features.0.")
    assert fitted.failed
    assert [step for step, *_ in memory.checkpoints] == [1, 2, 3]
    assert all(
        bool(torch.isfinite(tensor).all())
        for _, tensors, _, _ in memory.checkpoints
        for group in tensors.values()
        for tensor in group.values()
    )


def test_a_signal_then_saves_nothing_that_is_not_finite(train, memory):
    stop = Stop()
    trainer = train(evaluations=8, stop=stop)
    spoil(trainer, at=2)
    trainer._one_step, spoiled = (lambda: (spoiled(), mark())), trainer._one_step

    def mark():
        stop.signal_number = 2 if trainer.state.stopped else 0

    with pytest.raises(StoppedError, match=r"a weight was not finite in step 2"):
        trainer.run()
    assert [step for step, *_ in memory.checkpoints] == [1, 2]


def test_what_the_step_did_not_look_at_is_found_before_saving(train, memory):
    """As on an accelerator, where not every step looks."""
    evaluated = train(evaluations=2)
    evaluated._one_step = lambda: advance(evaluated)
    words = "a weight was not finite at step 4; first layer: features.0.weight"
    ended = evaluated.run()
    assert (ended.stopped, ended.failed) == (words, True)
    stop = Stop()
    stopped = train(evaluations=2, stop=stop)
    stopped._one_step = lambda: advance(stopped)
    stop.signal_number = 15
    with pytest.raises(StoppedError, match=r"a weight was not finite at step 1"):
        stopped.run()
    assert memory.checkpoints == []


def advance(trainer):
    trainer._stepper.flat.values[0] = float("inf")
    trainer.state.step += 1


def test_patience_names_the_measure_and_the_best_step(train, memory):
    trainer = train(patience=2, evaluations=8)
    scores = iter([0.5, 0.9, 0.6, 0.6, 0.6])
    trainer._measure = lambda: ({"val/loss": 1.0}, Score(next(scores), 0.0))
    fitted = trainer.run()
    assert fitted.stopped == (
        "no evaluation of 2 was better; the best was at step 2, its accuracy 0.9"
    )
    assert (fitted.steps, fitted.best_step) == (4, 2)
    assert memory.checkpoints[-1][2]["stopped"] == fitted.stopped
    again = train(patience=2, evaluations=8)
    again.restore(checkpoint(memory.checkpoints[-1]))
    assert again.run().stopped == fitted.stopped, "a run that ended goes no further"
    assert len(memory.lines) == 4


@pytest.mark.parametrize(
    ("best", "sequence", "kept"),
    [
        # value, standard error, loss
        ("max", [(0.5, 0.1, 1.0), (0.7, 0.1, 2.0)], [1, 2]),  # gained more than its error
        ("max", [(0.5, 0.1, 1.0), (0.55, 0.1, 2.0)], [1]),  # a higher top by chance, a worse loss
        ("max", [(0.5, 0.1, 1.0), (0.55, 0.1, 0.9)], [1, 2]),
        ("max", [(0.5, 0.1, 1.0), (0.45, 0.1, 0.9)], [1, 2]),  # within the error, a lower loss
        ("max", [(0.5, 0.1, 1.0), (0.3, 0.1, 0.1)], [1]),  # worse by more than the error
        ("max", [(0.5, 0.1, 1.0), (0.5, 0.1, 1.0)], [1]),  # the earlier one of two equals
        # many small gains take the top away from what is kept: then it is given up
        (
            "max",
            [(0.900 + 0.008 * i, 0.01, 1.0 + i) for i in range(5)],
            [1, 3, 5],
        ),
        # the top moves on though the kept weights do not
        ("max", [(0.5, 0.1, 1.0), (0.58, 0.1, 2.0), (0.47, 0.1, 0.5)], [1]),
        ("max", [(0.5, None, 1.0), (0.5001, None, 9.0), (0.5, None, 0.1)], [1, 2]),
        ("max", [(0.5, 0.0, 1.0), (math.nan, 0.1, math.nan), (0.6, 0.0, 9.0)], [1, 3]),
        ("min", [(0.5, 0.1, 1.0), (0.3, 0.1, 2.0), (0.9, 0.1, 0.1)], [1, 2]),
        ("min", [(9.0, 0.1, 3.0), (9.05, 0.1, 2.0)], [1, 2]),
    ],
)
def test_the_best_is_the_lowest_loss_within_one_standard_error(train, best, sequence, kept):
    trainer = train()

    class Aimed:
        goal = Goal("accuracy", best)

    trainer.task = Aimed()
    found = []
    for step, (value, error, loss) in enumerate(sequence, start=1):
        trainer.state.step = step
        if trainer._is_best(Score(value, error), loss):
            found.append(step)
    assert found == kept
    assert trainer.state.best_step == kept[-1]


def test_the_best_checkpoint_is_marked(train, memory):
    trainer = train()
    scores = iter([0.5, 0.9, 0.1, 0.95])
    trainer._measure = lambda: ({"val/loss": 1.0}, Score(next(scores), 0.0))
    fitted = trainer.run()
    assert memory.best == [2, 4, 8]
    assert fitted.best_step == 8


def test_the_running_mean_is_what_is_measured(train, memory):
    trainer = train(ema=0.9, evaluations=1)
    trainer.run()
    held = memory.checkpoints[-1][1]
    network = trainer.task.model()
    network.load_state_dict(held["ema"])
    done = _loop.evaluate(network, trainer.task, trainer.examples, trainer.examples.rows("val"))
    assert memory.lines[-1]["val/loss"] == pytest.approx(done.loss, rel=1e-5)


def test_whoever_watches_is_told_how_far_it_is(train, monkeypatch):
    monkeypatch.setattr(_loop, "WATCH_SECONDS", 0.0)
    seen = []
    train(watch=seen.append, steps=4, evaluations=2).run()
    assert [progress.step for progress in seen] == [1, 2, 3, 4]
    assert all(progress.steps == 4 and progress.seconds_left >= 0 for progress in seen)
    assert seen[-1].seconds_left == 0
    assert not seen[0].values
    assert "val/accuracy" in seen[-1].values


def test_watching_a_first_step_that_fails(train, monkeypatch):
    monkeypatch.setattr(_loop, "WATCH_SECONDS", 0.0)
    trainer = train(watch=lambda progress: None)
    spoil(trainer, at=0)
    assert "not finite in step 0" in trainer.run().stopped


def test_the_task_settings_of_the_plan_are_used(
    make_trainer, make_image_task, make_pictures, plain
):
    examples = make_pictures()
    settings = Settings(batch_size=8, evaluations=1)
    last = dataclasses.replace(plain, memory="channels_last")
    trainer = make_trainer(make_image_task(), examples, settings, steps=2, candidate=last)
    assert trainer._feed.batch(0)["picture"].is_contiguous(memory_format=torch.channels_last)
    trainer.run()


def test_who_wants_them_sees_weights_and_gradients_at_every_evaluation(train, memory):
    memory.wants_tensors = True
    trainer = train()
    trainer.run()
    names = {name for name, _ in trainer._stepper.model.named_parameters()}
    assert [step for step, _, _ in memory.looks] == [line["step"] for line in memory.lines]
    for (_, weights, gradients), (_, tensors, _, _) in zip(
        memory.looks, memory.checkpoints, strict=True
    ):
        assert set(weights) == set(gradients) == names
        for name, weight in weights.items():
            assert weight.equal(tensors["weights"][name])
        assert all(bool(gradient.abs().sum() > 0) for gradient in gradients.values())


@pytest.mark.parametrize("ema", [0.0, 0.9])
def test_a_training_begins_with_the_weights_it_is_given(train, memory, ema):
    before = train(ema=ema)
    before.save()
    fresh = {name: t.clone() for name, t in memory.checkpoints[-1][1]["weights"].items()}
    first = next(iter(fresh))
    given = torch.full_like(fresh[first], 0.25)
    after = train(ema=ema)
    after.begin({})
    after.begin({first: given})
    after.save()
    groups = memory.checkpoints[-1][1]
    for group in {"weights", "ema"} & set(groups):
        assert torch.equal(groups[group][first], given)
        rest = [name for name in fresh if name != first]
        assert all(torch.equal(groups[group][name], fresh[name]) for name in rest)
