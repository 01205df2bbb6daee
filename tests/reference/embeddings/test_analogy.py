import numpy as np
import pytest

from netwright.reference.embeddings import analogy

MAN, WOMAN, KING, QUEEN, APPLE = range(5)
TABLE = np.array([[1.0, 0, 0], [0, 1, 0], [1, 0, 2], [0, 1, 2], [1, 1, -1]])


def test_man_is_to_king_as_woman_is_to_queen():
    assert analogy.forward(TABLE, MAN, KING, WOMAN) == QUEEN
    assert analogy.forward(TABLE, WOMAN, QUEEN, MAN) == KING
    assert analogy.forward(TABLE, KING, QUEEN, MAN) == WOMAN


def test_the_words_of_the_question_are_left_out():
    table = np.array([[1.0, 0.0], [1.0, 0.1], [0.0, 1.0], [-1.0, 0.2]])
    assert analogy.forward(table, 0, 1, 2) == 3  # (0, 1.1) is next to word 2 itself


@pytest.mark.parametrize("case", range(20))
def test_the_order_of_the_table_does_not_matter(case):
    rng = np.random.default_rng(case)
    given = analogy.example(rng)
    order = rng.permutation(len(given["table"]))
    moved = {name: int(order.argsort()[given[name]]) for name in "abc"}
    answer = analogy.forward(given["table"][order], **moved)
    assert order[answer] == analogy.forward(**given)


@pytest.mark.parametrize("case", range(20))
def test_a_fourth_corner_of_a_parallelogram_is_found(case):
    given = analogy.example(np.random.default_rng(case))
    a, b, c = (given["table"][given[name]] for name in "abc")
    table = np.vstack([given["table"], b - a + c])
    assert analogy.forward(table, given["a"], given["b"], given["c"]) == len(table) - 1


def test_a_word_must_be_in_the_table():
    with pytest.raises(ValueError, match=r"c must be whole numbers from 0 to 4; got 5"):
        analogy.forward(TABLE, 0, 1, 5)


def test_there_must_be_an_answer():
    words = r"table must hold a word besides the three of the question; got 3 words"
    with pytest.raises(ValueError, match=words):
        analogy.forward(TABLE[:3], 0, 1, 2)


def test_words_and_the_target_must_point_somewhere():
    words = r"table must have a length above 0 to point anywhere; got zeros at \(4,\)"
    with pytest.raises(ValueError, match=words):
        analogy.forward(np.vstack([TABLE[:4], np.zeros(3)]), 0, 1, 2)
    opposite = np.vstack([TABLE, TABLE[MAN] - TABLE[KING]])
    with pytest.raises(ValueError, match=r"b - a \+ c must have a length above 0"):
        analogy.forward(opposite, MAN, KING, 5)
