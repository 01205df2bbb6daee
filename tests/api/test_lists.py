from netwright.api import list_datasets, list_models, list_tasks
from netwright.models import NETWORKS
from netwright.tasks import TASKS


def test_every_task_is_listed_with_its_measure():
    rows = list_tasks()
    assert [row["name"] for row in rows] == list(TASKS)
    assert all(set(row) == {"name", "measure", "what"} and row["what"] for row in rows)


def test_every_network_is_listed_with_its_size():
    rows = {row["name"]: row for row in list_models()}
    assert list(rows) == list(NETWORKS)
    assert rows["logistic"]["parameters"] == 3 * 32 * 32 * 10 + 10
    assert rows["logistic"]["input"] == [3, 32, 32]
    assert rows["vgg16"]["parameters"] == 138_357_544
    assert rows["vgg16"]["input"] == [3, 224, 224]
    assert rows["vgg16"]["classes"] == 1000
    assert all(row["multiply_adds"] > 0 and row["source"] for row in rows.values())


def test_digits_are_always_here():
    rows = {row["name"]: row for row in list_datasets()}
    assert rows["digits"]["here"] is True
    assert rows["cifar10"]["here"] is False
