"""Slow weights: by themselves, in a step, in a checkpoint; ``tests/twins`` has the equation."""

import pytest
import torch

from netwright.errors import StoppedError
from netwright.training import Candidate, Checkpoint, Feed, Stop, _loop, kept_weights
from netwright.training._lookahead import EVERY, Lookahead
from netwright.training._plan import RESIDENT
from netwright.training._stepper import Stepper

CPU = torch.device("cpu")
STEPS = 12  # no multiple of ``EVERY``: the last steps are ahead of the slow weights


def test_slow_weights_move_at_every_fifth_step_alone():
    fast = torch.zeros(3)
    lookahead = Lookahead(fast, 0.25)
    slow = 0.0
    for number in range(3 * EVERY):
        fast.add_(1.0)
        lookahead.step(number)
        if number % EVERY == EVERY - 1:
            slow += 0.25 * EVERY
            assert fast.tolist() == [slow] * 3
        assert lookahead.slow.tolist() == [slow] * 3


def test_a_share_of_nearly_one_leaves_the_optimiser_as_it_is(make_stepper):
    plain, ahead = make_stepper(), make_stepper(lookahead=1 - 1e-7)
    assert go(ahead, range(STEPS)) == pytest.approx(go(plain, range(STEPS)), rel=1e-4)


@pytest.fixture
def make_stepper(make_image_task, make_pictures, make_settings, plain):
    """A stepper with its feed; the task has batch norm, dropout and augmentation."""

    def make(candidate=plain, *, members=1, **changed):
        task = make_image_task(augment="shift", members=members)
        settings = make_settings(**changed)
        last = candidate.memory == "channels_last"
        feed = Feed(task, make_pictures(), batch_size=8, seed=3, device=CPU, channels_last=last)
        return Stepper(task, settings, candidate, CPU, steps=STEPS), feed

    return make


def go(rig, steps):
    stepper, feed = rig
    return [float(stepper.step(feed.batch(number), number)) for number in steps]


def way(passes, dtype="fp32", micro=0):
    memory = "channels_last" if dtype == RESIDENT else "contiguous"
    return Candidate(dtype=dtype, memory=memory, threads=1, passes=passes, micro=micro)


CASES = {
    "plain": (way("plain"), {}),
    "replayed": (way("replayed"), {"optimiser": "momentum"}),
    "pieces": (way("plain", micro=5), {"ema": 0.9}),
    "resident": (way("plain", RESIDENT), {"optimiser": "muon"}),
    "resident, replayed": (way("replayed", RESIDENT), {"ema": 0.9, "clip": 0.5}),
    "members": (way("plain"), {"members": 2}),
    "thawed": (way("plain"), {"freeze": "features", "thaw": 0.3, "stage_rate": 0.7}),
}


@pytest.mark.parametrize("case", CASES)
def test_restored_midway_it_ends_with_equal_bits(make_stepper, same, case):
    candidate, changed = CASES[case]
    changed = {**changed, "lookahead": 0.5}
    whole = make_stepper(candidate, **changed)
    losses = go(whole, range(STEPS))
    for cut in (3, EVERY, 9):
        first = make_stepper(candidate, **changed)
        go(first, range(cut))
        held = first[0].tensors()
        moved = any(not torch.equal(t, held["slow"][n]) for n, t in held["weights"].items())
        assert moved == (cut != EVERY)
        second = make_stepper(candidate, **changed)
        second[0].restore(held)
        assert same(second[0].tensors(), held)
        assert go(second, range(cut, STEPS)) == losses[cut:]
        assert same(second[0].tensors(), whole[0].tensors())


@pytest.mark.parametrize("dtype", ["fp32", RESIDENT])
def test_replayed_steps_end_where_plain_ones_do(make_stepper, dtype):
    plainly = make_stepper(way("plain", dtype), lookahead=0.5)
    replayed = make_stepper(way("replayed", dtype), lookahead=0.5)
    close = 1e-3 if dtype == "fp32" else 2e-2
    assert go(replayed, range(STEPS)) == pytest.approx(go(plainly, range(STEPS)), rel=close)


def test_exchange_serves_the_slow_weights_and_twice_is_the_identity(make_stepper, same):
    rig = make_stepper(lookahead=0.5)
    go(rig, range(EVERY + 3))
    before = rig[0].tensors()
    rig[0].exchange()
    assert same({"now": rig[0].tensors()["weights"]}, {"now": before["slow"]})
    rig[0].exchange()
    assert same(rig[0].tensors(), before)


def test_running_means_are_served_where_both_are_kept(make_stepper, same):
    rig = make_stepper(lookahead=0.5, ema=0.9)
    go(rig, range(3))
    before = rig[0].tensors()
    rig[0].exchange()
    assert same({"now": rig[0].tensors()["weights"]}, {"now": before["ema"]})
    assert kept_weights(before) is before["ema"]


def test_weights_given_are_where_the_slow_ones_begin(make_stepper, same):
    given = make_stepper(seed=8)[0].tensors()["weights"]
    rig = make_stepper(lookahead=0.5)
    rig[0].begin(given)
    tensors = rig[0].tensors()
    assert same({"slow": tensors["slow"]}, {"slow": given})
    go(rig, range(3))
    unmoved = {n: t for n, t in rig[0].tensors()["slow"].items() if n in rig[0].flat.names()}
    assert same({"slow": unmoved}, {"slow": {n: given[n] for n in unmoved}})


def test_the_slow_weights_are_what_is_measured_and_kept(train, memory):
    trainer = train(lookahead=0.5, evaluations=1, steps=STEPS)
    trainer.run()
    held = memory.checkpoints[-1][1]
    assert not any(torch.equal(held["weights"][n], held["slow"][n]) for n in _learned(held))
    network = trainer.task.model()
    network.load_state_dict(kept_weights(held))
    rows = trainer.examples.rows("val")
    done = _loop.evaluate(network, trainer.task, trainer.examples, rows)
    assert memory.lines[-1]["val/loss"] == pytest.approx(done.loss, rel=1e-5)


def _learned(held):
    return [name.removeprefix("mean/") for name in held["optimiser"] if name.startswith("mean/")]


@pytest.mark.parametrize("at", [3, 7, 11])
def test_stopped_anywhere_and_resumed_it_ends_the_same(train, memory, same, at):
    changed = {"lookahead": 0.5, "evaluations": 4, "steps": STEPS}
    train(**changed).run()
    lines, last = list(memory.lines), memory.checkpoints[-1]
    memory.lines.clear()
    stop = Stop()
    stopped = train(**changed, stop=stop)
    one_step = stopped._one_step

    def step():
        one_step()
        stop.signal_number = 15 if stopped.state.step == at else 0

    stopped._one_step = step
    with pytest.raises(StoppedError, match=f"saved after step {at} of {STEPS}"):
        stopped.run()
    again = train(**changed)
    _, tensors, state, _ = memory.checkpoints[-1]
    again.restore(Checkpoint(tensors=tensors, state=state))
    again.run()
    assert memory.lines == lines
    assert same(memory.checkpoints[-1][1], last[1])
    assert memory.checkpoints[-1][2] == last[2]
