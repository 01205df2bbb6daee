import numpy as np
import pytest
import torch

from netwright.contracts import Task
from netwright.tasks import FrozenFeatures, ImageClassification

WHOLE = ImageClassification(
    classes=("a", "b", "c"), side=8, channels=1, mean=(0.0,), std=(1.0,), smoothing=0.1, tta="all"
)


@pytest.fixture
def task():
    return FrozenFeatures(task=WHOLE, width=5, outputs=3)


def test_it_is_a_task(task):
    assert isinstance(task, Task)
    assert (task.name, task.goal, task.targets) == (WHOLE.name, WHOLE.goal, WHOLE.targets)
    assert task.settings() == WHOLE.settings()
    assert (task.draws, task.alternating) == (0, ())


def test_the_model_is_one_affine_layer_near_nothing(task):
    torch.manual_seed(0)
    model = FrozenFeatures(task=WHOLE, width=1000, outputs=3).model()
    assert list(model.state_dict()) == ["output.weight", "output.bias"]
    assert model.output.weight.std().item() == pytest.approx(0.01, rel=0.1)
    assert not model.output.bias.any()
    assert list(
        FrozenFeatures(task=WHOLE, width=2, outputs=3, bias=False).model().state_dict()
    ) == ["output.weight"]


def test_features_are_taken_as_they_are_and_have_no_other_views(task):
    batch = {"features": torch.ones(2, 5), "label": torch.tensor([0, 2])}
    assert task.prepare(batch, None) is batch
    assert task.views(batch) == ()
    assert task.doubtful(torch.zeros(2, 3)).tolist() == [False, False]


def test_loss_measures_and_answers_are_those_of_the_task(task):
    output = torch.randn(4, 3, generator=torch.Generator().manual_seed(1))
    batch = {"label": torch.tensor([0, 1, 2, 0])}
    arrays = {"label": batch["label"].numpy()}
    assert torch.equal(task.loss(output, batch), WHOLE.loss(output, batch))
    combined = task.combine(output)
    assert torch.equal(combined, WHOLE.combine(output))
    given = combined.numpy()
    assert task.measures(given, arrays) == WHOLE.measures(given, arrays)
    np.testing.assert_array_equal(task.losses(given, arrays), WHOLE.losses(given, arrays))
    assert task.trivial(arrays, arrays) == WHOLE.trivial(arrays, arrays)
    assert task.answers(given) == WHOLE.answers(given)
