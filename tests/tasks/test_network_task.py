import numpy as np
import pytest
import torch

from netwright.errors import SettingError
from netwright.measures.classification import classification_measures
from netwright.models import Ensemble, Size
from netwright.tasks import ImageClassification, TableRegression, member_measures
from netwright.tasks._network_task import NetworkTask

PICTURES = {
    "classes": ("a", "b", "c"),
    "side": 8,
    "channels": 1,
    "mean": (100.0,),
    "std": (50.0,),
    "network": "convnet",
}


def test_what_a_network_is_made_of_comes_from_the_settings():
    task = NetworkTask(width=0.5, members=3, dropout=0.1, activation="gelu", init="he")
    assert task.size == Size(width=0.5, members=3, dropout=0.1, activation="gelu", init="he")
    assert NetworkTask().size == Size()


def test_a_task_of_several_networks_makes_an_ensemble_of_the_named_parts():
    torch.manual_seed(0)
    task = ImageClassification(**PICTURES, members=3, activation="tanh", init="zero")
    model = task.model()
    assert isinstance(model, Ensemble)
    assert model(torch.randn(2, 1, 8, 8)).shape == (2, 3, 3)
    assert not any(p.any() for name, p in model.named_parameters() if "features.0" in name)


@pytest.mark.parametrize(
    ("setting", "got", "near"),
    [
        ("network", "convnett", "convnet"),
        ("activation", "rellu", "relu"),
        ("init", "orthogonl", "orthogonal"),
    ],
)
def test_a_name_of_no_table_is_refused_with_the_nearest(setting, got, near):
    with pytest.raises(SettingError, match=rf"must be one of .*; got '{got}'\ndid you mean {near}"):
        ImageClassification(**{**PICTURES, setting: got})
    NetworkTask(activation="", init="").check_network()


def test_without_more_views_no_row_is_doubtful_and_without_draws_none_alternates():
    task = NetworkTask()
    assert task.alternating == ()
    assert task.views({"picture": torch.zeros(2, 1, 8, 8)}) == ()
    assert task.doubtful(torch.zeros(4, 3)).tolist() == [False] * 4


def test_each_member_is_scored_as_if_it_were_alone():
    task, rng = ImageClassification(**PICTURES), np.random.default_rng(0)
    output = rng.normal(size=(20, 4, 3)).astype(np.float32)
    rows = {"label": rng.integers(0, 3, 20)}
    scores = member_measures(task, output, rows)
    assert len(scores) == 4
    for number, found in enumerate(scores):
        wanted = classification_measures(output[:, number], rows["label"])
        assert found.keys() == wanted.keys()
        for name, score in wanted.items():
            assert found[name].value == pytest.approx(score.value, rel=1e-5)


def test_members_that_answer_with_numbers_are_scored_in_the_users_unit():
    task = TableRegression(numbers=2, sizes=(), log=False, mean=10.0, std=2.0)
    targets = {"target": np.array([8.0, 10.0, 12.0])}
    output = np.array([[[-1.0], [0.0]], [[0.0], [0.0]], [[1.0], [0.0]]], dtype=np.float32)
    first, second = member_measures(task, output, targets)
    assert first["rmse"].value == pytest.approx(0.0, abs=1e-6)
    assert second["rmse"].value == pytest.approx((8 / 3) ** 0.5, rel=1e-6)
