from types import SimpleNamespace

import pytest

from netwright.api._known_labels import known_labels
from netwright.errors import DataError
from netwright.tasks import TableClassification, Verification

CLASSES = TableClassification(classes=("a", "b"), numbers=1, sizes=())
PEOPLE = Verification(people=("a", "b"), side=16, channels=1, mean=(1.0,), std=(1.0,))


def test_classes_keep_their_numbers_and_new_ones_are_refused():
    model = SimpleNamespace(task=CLASSES)
    assert known_labels(model, ["b", "a", "b"]).tolist() == [1, 0, 1]
    with pytest.raises(DataError, match=r"labels must be classes of the model; got 'c'\nit knows"):
        known_labels(model, ["a", "c"])


def test_people_may_all_be_new():
    model = SimpleNamespace(task=PEOPLE)
    assert known_labels(model, ["z", "a", "z"]).tolist() == [1, 0, 1]
