import numpy as np
import pytest

from netwright.contracts import Score
from netwright.reference.schedules import plateau as reference
from netwright.training import Checkpoint, State


@pytest.mark.parametrize("plateau", [1, 2, 4])
def test_drops_are_those_of_the_reference(plateau):
    rng = np.random.default_rng(plateau)
    losses = np.exp(-np.arange(40) / 8) + rng.normal(0, 0.1, 40)
    state, best = State(), np.inf
    for number, loss in enumerate(losses, start=1):
        state.count_plateau(plateau, better=bool(loss < best))
        best = min(best, loss)
        wanted = reference.forward(
            losses[:number], rate=1.0, factor=0.5, patience=plateau - 1, threshold=0.0
        )
        assert 0.5**state.drops == wanted
    assert state.drops > 2


def test_a_better_one_begins_the_count_anew():
    state = State()
    for better in (True, False, False, True, False, False):
        state.count_plateau(3, better=better)
    assert (state.stalled, state.drops) == (2, 0)
    state.count_plateau(3, better=False)
    assert (state.stalled, state.drops) == (0, 1)


# in the loop

CRAFT = {
    "plateau": {"schedule": "plateau", "plateau": 1, "rate_drop": 3.0, "warmup": 0.2},
    "thaw": {"freeze": "features", "thaw": 0.25, "stage_rate": 0.8, "optimiser": "muon"},
    "frozen": {"freeze": "features", "clip": 0.5, "l1": 1e-3},
}


@pytest.mark.parametrize("craft", CRAFT)
def test_resumed_with_plateaus_and_frozen_stages_it_ends_the_same(train, memory, same, craft):
    changed = {"ema": 0.5, "evaluations": 4, **CRAFT[craft]}
    train(**changed).run()
    lines, kept = list(memory.lines), list(memory.checkpoints)
    for number in (0, 1, 2):
        memory.lines.clear()
        again = train(**changed)
        _, tensors, state, _ = kept[number]
        again.restore(Checkpoint(tensors=tensors, state=state))
        again.run()
        assert memory.lines == lines[number + 1 :]
        assert same(memory.checkpoints[-1][1], kept[-1][1])
        assert memory.checkpoints[-1][2] == kept[-1][2]


def test_the_rate_drops_after_evaluations_without_a_better_goal(train, memory):
    trainer = train(schedule="plateau", plateau=2, rate_drop=4.0, learning_rate=0.08, evaluations=8)
    scores = iter([0.5, 0.6, 0.6, 0.5, 0.7, 0.1, 0.2, 0.3])
    measure = trainer._measure
    trainer._measure = lambda: (measure()[0], Score(next(scores), 0.0))
    trainer.run()
    rates = [line["learning_rate"] for line in memory.lines]
    assert rates == pytest.approx([0.08] * 4 + [0.02] * 3 + [0.005])
    assert [kept[2]["drops"] for kept in memory.checkpoints] == [0, 0, 0, 1, 1, 1, 2, 2]


def test_no_other_schedule_counts_plateaus(train, memory):
    trainer = train(plateau=1)
    trainer._measure = lambda: ({"val/loss": 1.0}, Score(0.5, 0.0))
    trainer.run()
    assert {kept[2]["drops"] for kept in memory.checkpoints} == {0}
