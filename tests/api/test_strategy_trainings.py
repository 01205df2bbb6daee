import numpy as np
import pytest

import netwright as nw
from netwright.api import _strategy_trainings
from netwright.api._diagnose_reached import reached
from netwright.api._improve_trials import Trials
from netwright.api._prepared import Listeners
from netwright.api._strategy_answers import answers_to
from netwright.api._strategy_trainings import train_for
from netwright.errors import SettingError, StoppedError
from netwright.store import damages

TURNED = (3, 40, 77, 110, 151, 200)


@pytest.fixture(scope="module")
def noisy(tmp_path_factory):
    """A run on a table of 240 rows that is easy, but for six labels that were turned over."""
    folder = tmp_path_factory.mktemp("noisy")
    random, lines = np.random.default_rng(3), ["a,b,y"]
    for row in range(240):
        yes = bool(row % 2)
        a, b = random.normal(2 if yes else -2, 0.7, 2)
        lines.append(f"{a:.4f},{b:.4f},{'no' if yes == (row not in TURNED) else 'yes'}")
    (folder / "noisy.csv").write_text("\n".join(lines) + "\n")
    return nw.train(
        folder / "noisy.csv", out=folder, target="y", model="logistic", epochs=20,
        learning_rate=0.05, plan="fp32", tensorboard=False,
    )  # fmt: skip


def _train_for(run, minutes=10.0, say=lambda line: None):
    found = reached(run.path)
    answers = answers_to(found.prepared, found.weights, found.prepared.examples.rows("val"))
    return answers, train_for(found, answers, minutes, Listeners(say=say))


@pytest.fixture(scope="module")
def done(noisy):
    """What its trainings found, the rows each of them took, and what was said."""
    patch, taken, said = pytest.MonkeyPatch(), [], []
    real = Trials.weights

    def weights(self, prepared, schedule, seed):
        taken.append((dict(prepared.learned.examples.splits), schedule.steps, seed))
        return real(self, prepared, schedule, seed)

    patch.setattr(Trials, "weights", weights)
    answers, found = _train_for(noisy, say=said.append)
    patch.undo()
    return answers, found, taken, said


def test_the_curve_grows_to_the_run_itself(noisy, done):
    answers, found, taken, said = done
    train = reached(noisy.path).prepared.examples.rows("train")
    sizes = sorted(found.curve)
    assert sizes[-1] == len(train)
    assert [round(len(train) / size) for size in sizes] == [8, 4, 2, 1]
    assert found.curve[len(train)] == answers.error
    assert all(0 <= error <= 1 for error in found.curve.values())
    assert [len(splits["train"]) for splits, *_ in taken[:3]] == sizes[:3]
    assert (
        f"3 trainings on {sizes[0]}, {sizes[1]}, {sizes[2]} of the {len(train)} " in found.notes[0]
    )
    assert len(said) == 6
    assert said[0].startswith(f"training on {sizes[0]} examples, about ")


def test_test_is_never_looked_at_and_folds_never_meet_their_own_labels(noisy, done):
    _, found, taken, _ = done
    splits = reached(noisy.path).prepared.examples.splits
    assert len(taken) == 6
    assert {(steps, seed) for _, steps, seed in taken} == {
        (noisy.model.about["steps"], noisy.recipe.settings.seed)
    }
    assert not any(
        set(rows) & set(splits["test"]) for parts, *_ in taken for rows in parts.values()
    )
    folds = [set(parts["train"]) for parts, *_ in taken[3:]]
    every = set(splits["train"]) | set(splits["val"])
    assert set.union(*folds) == every
    assert set.intersection(*folds) == set()  # each row is left out once
    assert sum(map(len, folds)) == 2 * len(every)
    assert all(set(parts) == {"train"} for parts, *_ in taken[3:])
    assert set(found.labels.answers.rows) == every


def test_labels_that_were_turned_over_are_suspected(noisy, done):
    labels = done[1].labels
    there = {row for row in TURNED if row in set(labels.answers.rows)}
    assert len(there & labels.suspects) >= 4  # who is less sure than usual accuses nobody
    assert len(labels.suspects - there) <= 1
    assert labels.check.noise == pytest.approx(len(there) / len(labels.answers.rows), abs=0.02)


def test_nothing_is_written_into_the_run_and_equal_calls_are_equal(noisy, done):
    assert damages(noisy.path) == []
    _, again = _train_for(noisy)
    assert again.curve == done[1].curve
    assert again.labels.suspects == done[1].labels.suspects


def test_what_does_not_fit_is_left_out_and_says_what_it_needs(noisy, monkeypatch):
    monkeypatch.setattr(nw.Run, "seconds", {"train": 60.0, "plan": 0.0})
    _, found = _train_for(noisy, minutes=0.5)
    assert found.curve == {}
    assert found.labels is None
    assert found.notes == (
        "left out: the forecast of more examples, which needs about 2 minutes: 2 trainings of 60 s",
        "left out: the check of the labels, which needs about 3 minutes: 3 trainings of 60 s",
    )
    _, found = _train_for(noisy, minutes=2.5)  # two sizes fit; it was faster, so labels fit too
    assert [round(size / max(found.curve), 2) for size in sorted(found.curve)] == [0.25, 0.5, 1.0]
    assert found.labels is not None


def test_a_training_that_takes_longer_than_the_run_ends_the_part(noisy, monkeypatch):
    clock = iter(range(0, 10**6, 40))  # every look at the clock, 40 s have gone by
    monkeypatch.setattr(nw.Run, "seconds", {"train": 1.0})
    monkeypatch.setattr(_strategy_trainings.time, "perf_counter", lambda: float(next(clock)))
    monkeypatch.setattr(Trials, "weights", lambda self, prepared, schedule, seed: {})
    monkeypatch.setattr(_strategy_trainings, "answers_to", lambda *given: done_of(noisy))
    found = reached(noisy.path)
    trained = train_for(found, done_of(noisy), 1.5, Listeners())
    assert trained.curve == {}
    assert trained.labels is None
    assert len(trained.notes) == 2


def done_of(run):
    found = reached(run.path)
    return answers_to(found.prepared, found.weights, found.prepared.examples.rows("val"))


def test_a_setting_that_cannot_work_is_a_note(noisy, monkeypatch):
    def refuse(*given):
        raise SettingError("batch_size", 1, wanted="2 or more for a network with batch norm")

    monkeypatch.setattr(Trials, "weights", refuse)
    _, found = _train_for(noisy)
    assert found.curve == {}
    assert found.labels is None
    assert [note.split(": ")[2] for note in found.notes] == [
        "batch_size must be 2 or more for a network with batch norm; got 1"
    ] * 2


def test_a_signal_ends_it_with_nothing_kept(noisy, monkeypatch):
    def stopped(*given):
        raise StoppedError(15, "saved after step 1 of 2")

    monkeypatch.setattr(Trials, "weights", stopped)
    with pytest.raises(StoppedError, match="trainings of diagnose are not kept, the same command"):
        _train_for(noisy)
