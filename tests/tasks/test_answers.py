import numpy as np
import pytest
import torch

from netwright.tasks._answers import class_answers, in_unit, mean_of_members


def test_members_vote_by_their_mean_probability():
    shares = torch.tensor([[[0.9, 0.1], [0.2, 0.8]]], dtype=torch.float64)
    voted = mean_of_members(shares.log()).softmax(dim=1)
    torch.testing.assert_close(voted, torch.tensor([[0.55, 0.45]]), check_dtype=False)


def test_a_class_is_answered_with_its_probability():
    answers = class_answers(("no", "yes"), np.log(np.array([[1.0, 3.0], [4.0, 1.0]])))
    assert [answer["label"] for answer in answers] == ["yes", "no"]
    assert [answer["probability"] for answer in answers] == pytest.approx([0.75, 0.8])


def test_numbers_come_back_in_their_unit_and_never_overflow():
    learned = np.array([-1.0, 0.0, 2.0], dtype=np.float32)
    assert in_unit(learned, mean=10.0, std=3.0, log=False).tolist() == [7.0, 10.0, 16.0]
    assert in_unit(learned, mean=0.0, std=1.0, log=True) == pytest.approx(np.exp(learned))
    assert np.isfinite(in_unit(np.array([1e6]), mean=0.0, std=1.0, log=True)).all()
