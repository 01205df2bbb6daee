import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.reference.measures import edit_distance

sentences = st.lists(st.integers(0, 2), min_size=1, max_size=7)


def distance(answer, truth):
    return edit_distance.forward(answer, truth)["distance"]


@pytest.mark.parametrize(
    ("answer", "truth", "wanted"),
    [("kitten", "sitting", 3), ("saturday", "sunday", 3), ("ab", "ba", 2), ("aaa", "b", 3)],
)
def test_known_words(answer, truth, wanted):
    found = edit_distance.forward([*answer.encode()], [*truth.encode()])
    assert found == {"distance": wanted, "rate": wanted / len(truth)}


def test_an_empty_answer_misses_everything():
    assert edit_distance.forward([], [1, 2]) == {"distance": 2, "rate": 1.0}


@given(sentences, sentences, sentences)
def test_it_is_a_distance(a, b, c):
    assert distance(a, a) == 0
    assert distance(a, b) == distance(b, a)
    assert (distance(a, b) == 0) == (a == b)
    assert distance(a, c) <= distance(a, b) + distance(b, c)
    assert abs(len(a) - len(b)) <= distance(a, b) <= max(len(a), len(b))
    assert distance(c + a, c + b) == distance(a, b)


def test_an_empty_truth_is_refused():
    with pytest.raises(ValueError, match=r"^truth must have at least one element"):
        edit_distance.forward([1], [])
