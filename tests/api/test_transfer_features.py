import numpy as np
import pytest
import torch
from torch import nn

from netwright import store
from netwright.api import _transfer_features
from netwright.api._transfer_features import FEATURES, FEW, cached_features
from netwright.contracts import Examples
from netwright.tasks import ImageClassification

TASK = ImageClassification(
    classes=("a", "b"), side=8, channels=3, mean=(1.0, 2.0, 3.0), std=(2.0, 2.0, 2.0), network="mlp"
)
COUNT = 9 * FEW + 1
CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path))
    return tmp_path / "features"


@pytest.fixture
def examples():
    random = np.random.default_rng(0)
    pictures = random.integers(0, 256, (COUNT, 3, 8, 8), dtype=np.uint8)
    return Examples({"picture": pictures}, {"train": np.arange(COUNT)})


@pytest.fixture
def network():
    torch.manual_seed(0)
    return nn.Sequential(
        nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Dropout(), nn.Flatten(), nn.Linear(144, 2)
    )


def test_they_are_what_the_frozen_layers_give_row_by_row(network, examples):
    found = cached_features(network, TASK, examples, {}, CPU)
    assert found.dtype == np.float32
    assert not network.training
    x = (
        torch.from_numpy(examples.arrays["picture"]).float() - torch.tensor(TASK.mean).view(3, 1, 1)
    ) / 2
    with torch.inference_mode():
        np.testing.assert_allclose(found, network[:-1](x).numpy(), rtol=1e-5, atol=1e-5)


def test_they_are_made_once_and_again_if_what_they_depend_on_changes(network, examples, cache):
    first = np.array(cached_features(network, TASK, examples, {"weights": "a"}, CPU))
    nn.init.zeros_(network[0].weight)  # a cache that is found asks nothing of the network
    again = cached_features(network, TASK, examples, {"weights": "a"}, CPU)
    np.testing.assert_array_equal(first, again)
    other = cached_features(network, TASK, examples, {"weights": "b"}, CPU)
    assert not np.array_equal(first, other)
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("damage", ["changed", "no manifest", "a broken manifest"])
def test_what_is_damaged_is_made_again(network, examples, cache, damage):
    first = np.array(cached_features(network, TASK, examples, {}, CPU))
    (folder,) = cache.iterdir()
    if damage == "changed":
        (folder / FEATURES).write_bytes(b"x")
    elif damage == "no manifest":
        (folder / "manifest.json").unlink()
    else:
        (folder / "manifest.json").write_text("[]")
    np.testing.assert_array_equal(cached_features(network, TASK, examples, {}, CPU), first)
    assert store.damages(folder) == []


def test_the_number_of_cores_changes_no_bit(network, examples, monkeypatch):
    made = []
    for count in (1, 3):
        monkeypatch.setattr(_transfer_features, "cores", lambda count=count: count)
        found = cached_features(network, TASK, examples, {"cores": count}, CPU)
        made.append(found.tobytes())
    assert made[0] == made[1]


def test_the_threads_of_the_caller_stay(network, examples):
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    cached_features(network, TASK, examples, {}, CPU)
    assert torch.get_num_threads() == 2
    torch.set_num_threads(before)
