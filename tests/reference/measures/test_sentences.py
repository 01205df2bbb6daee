import numpy as np
import pytest

from netwright.reference.measures._sentences import sentence


def test_tokens_come_back_as_a_list():
    assert sentence("answer", np.array([3, 0])) == [3, 0]


def test_nothing_is_a_sentence_only_where_it_may_be():
    assert sentence("answer", [], empty=True) == []
    with pytest.raises(ValueError, match=r"^answer must have at least one element"):
        sentence("answer", [])


@pytest.mark.parametrize("tokens", [[[1, 2]], [[]], 5])
def test_a_sentence_has_one_axis(tokens):
    with pytest.raises(ValueError, match=r"^answer must have (shape|at least)"):
        sentence("answer", tokens, empty=True)
