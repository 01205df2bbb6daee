import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.reference.measures import bleu

THE, CAT, IS, ON, MAT, THERE, A = range(7)
CATS = [[THE, CAT, IS, ON, THE, MAT], [THERE, IS, A, CAT, ON, THE, MAT]]
sentences = st.lists(st.integers(0, 4), min_size=1, max_size=10)


def test_the_word_said_seven_times_is_right_twice():
    assert bleu.forward([[THE] * 7], [CATS], order=1) == pytest.approx(2 / 7)  # as in the paper


def test_values_worked_out_by_hand():
    # 5 of 6 words and 3 of 5 pairs are right, and 6 words are no fewer than the nearest 6
    said = [[THE, CAT, THE, CAT, ON, MAT]]
    known = [[[THE, CAT, IS, ON, THE, MAT]]]
    assert bleu.forward(said, known, order=1) == pytest.approx(5 / 6)
    assert bleu.forward(said, known, order=2) == pytest.approx(math.sqrt(5 / 6 * 1 / 5))
    assert bleu.forward(said, known) == 0.0  # no three in a row
    smooth = bleu.forward(said, known, smoothing="add_one")
    assert smooth == pytest.approx((5 / 6 * 2 / 6 * 1 / 5 * 1 / 4) ** 0.25)


def test_what_is_too_short_pays():
    assert bleu.forward([[1, 2, 3]], [[[1, 2, 3, 4, 5, 6]]], order=1) == pytest.approx(math.exp(-1))
    two = [[[1, 2, 3, 4, 5, 6], [1, 2, 3, 4]]]  # the nearer one counts
    assert bleu.forward([[1, 2, 3]], two, order=1) == pytest.approx(math.exp(-1 / 3))
    tied = [[[1, 2, 3, 4], [1, 2]]]  # the shorter one counts
    assert bleu.forward([[1, 2, 3]], tied, order=1) == 1.0


def test_counts_are_summed_before_they_are_divided():
    said, known = [[1, 9], [2, 3, 4, 5]], [[[1, 8]], [[2, 3, 4, 5]]]
    assert bleu.forward(said, known, order=1) == pytest.approx(5 / 6)


def test_nothing_said_is_worth_nothing():
    for smoothing in ("none", "add_one"):
        assert bleu.forward([[], []], [[[1]], [[2]]], smoothing=smoothing) == 0.0
    assert bleu.forward([[], [2]], [[[1]], [[2]]], order=1) == pytest.approx(math.exp(-1))


@given(st.lists(sentences, min_size=1, max_size=4), st.integers(1, 4))
def test_the_reference_itself_is_perfect_if_it_is_long_enough(corpus, order):
    wanted = 1.0 if max(map(len, corpus)) >= order else 0.0
    found = bleu.forward(corpus, [[s] for s in corpus], order=order)
    assert found == pytest.approx(wanted)


@given(st.lists(st.tuples(sentences, sentences, sentences), min_size=1, max_size=4))
def test_names_of_tokens_and_the_order_of_sentences_do_not_matter(rows):
    said, known = [a for a, _, _ in rows], [[b, c] for _, b, c in rows]
    found = bleu.forward(said, known, order=2)
    assert 0 <= found <= 1
    renamed = bleu.forward(
        [[9 - word for word in a] for a in said[::-1]],
        [[[9 - word for word in b] for b in both[::-1]] for both in known[::-1]],
        order=2,
    )
    assert renamed == pytest.approx(found)


@pytest.mark.parametrize(
    ("candidates", "references", "words"),
    [
        ([], [], r"^candidates must hold one sentence at least; got none"),
        ([[1]], [], r"^references must be as many sets as there are candidates, 1; got 0"),
        ([[1]], [[]], r"^references\[0\] must hold one reference at least; got none"),
        ([[1]], [[[1], []]], r"^references\[0\]\[1\] must have at least one element"),
        ([[1], [0.5]], [[[1]], [[1]]], r"^candidates\[1\] must be whole numbers from 0 on"),
        ([[1]], [[1, 2]], r"^references\[0\]\[0\] must have shape \(tokens,\); got \(\)"),
    ],
)
def test_what_is_no_corpus_is_refused(candidates, references, words):
    with pytest.raises(ValueError, match=words):
        bleu.forward(candidates, references)


def test_smoothing_has_two_names():
    with pytest.raises(ValueError, match=r"^smoothing must be 'none' or 'add_one'; got 'some'"):
        bleu.forward([[1]], [[[1]]], smoothing="some")
