import numpy as np
import pytest
import torch

from netwright.api._batch import given_of, prepared_batch


@pytest.fixture
def task(runs):
    return runs.people.model.task


def test_rows_are_copied_and_prepared(task, runs):
    numbers = np.zeros((3, task.numbers), dtype=np.float32)
    numbers.flags.writeable = False
    codes = np.zeros((3, len(task.sizes)), dtype=np.int64)
    batch = prepared_batch(task, {"numbers": numbers, "categories": codes})
    batch["numbers"] += 1
    assert not numbers.any()
    network = runs.people.model.network
    given = given_of(network, task, batch)
    assert list(given) == ["numbers", "categories"][: len(given)]
    with torch.no_grad():
        assert network(**given).shape[0] == 3


def test_what_a_batch_lacks_is_left_out(task, runs):
    given = given_of(runs.people.model.network, task, {"categories": torch.zeros(1, 1)})
    assert len(given) == 1
