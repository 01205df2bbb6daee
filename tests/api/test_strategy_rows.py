import numpy as np

from netwright.api._diagnose_reached import reached
from netwright.api._strategy_rows import folds_of, part_of, trained_on

LABELS = np.repeat([0, 1, 2], [80, 40, 3])
ROWS = np.arange(123) * 2


def test_a_part_holds_every_class_in_its_share_and_lies_within_a_larger_one():
    eighth, half = (part_of(ROWS, LABELS, share, seed=1) for share in (1 / 8, 1 / 2))
    assert np.bincount(LABELS[eighth // 2]).tolist() == [10, 5, 1]
    assert np.bincount(LABELS[half // 2]).tolist() == [40, 20, 2]
    assert set(eighth) < set(half) < set(ROWS)
    assert (np.diff(half) > 0).all()
    assert not np.array_equal(half, part_of(ROWS, LABELS, 1 / 2, seed=2))
    assert np.array_equal(part_of(ROWS, LABELS, 1.0, seed=1), ROWS)


def test_folds_share_out_every_class():
    fold = folds_of(LABELS, 3, seed=0)
    for label in range(3):
        sizes = np.bincount(fold[label == LABELS], minlength=3)
        assert sizes.max() - sizes.min() <= 1
    assert np.array_equal(fold, folds_of(LABELS, 3, seed=0))


def test_the_same_training_on_other_rows(runs):
    prepared = reached(runs.people.path).prepared
    rows = prepared.examples.rows("train")[:20]
    changed = trained_on(prepared, {"train": rows}, evaluations=3)
    for examples in (changed.examples, changed.learned.examples):
        assert set(examples.splits) == {"train"}
        assert np.array_equal(examples.rows("train"), rows)
    assert changed.learned.settings.evaluations == 3
    same = changed.learned.settings.model_copy(
        update={"evaluations": prepared.learned.settings.evaluations}
    )
    assert same == prepared.learned.settings
    assert "test" in prepared.examples.splits  # nothing of the run's own has changed
