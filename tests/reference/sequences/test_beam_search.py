import itertools

import numpy as np
import pytest

from netwright.reference.sequences import beam_search


def draw(case):
    return beam_search.example(np.random.default_rng(case))


def log_p(tokens, start, transitions):
    pairs = itertools.pairwise(tokens)
    return start[tokens[0]] + sum(transitions[a, b] for a, b in pairs)


# two words and an end (2); "0" is likelier at first, but "1" goes on better
START = np.log([0.6, 0.3, 0.1])
TRANSITIONS = np.log([[0.4, 0.3, 0.3], [0.05, 0.05, 0.9], [0.4, 0.3, 0.3]])
BOTH = {"start": START, "transitions": TRANSITIONS, "length": 2, "end": 2, "alpha": 0.0}


def test_values_worked_out_by_hand():
    greedy = beam_search.forward(**BOTH, width=1)
    assert [tokens for tokens, _ in greedy] == [(0, 0)]
    np.testing.assert_allclose(np.exp(greedy[0][1]), 0.6 * 0.4)
    wide = beam_search.forward(**BOTH, width=2)
    assert [tokens for tokens, _ in wide] == [(1, 2), (0, 0)]
    np.testing.assert_allclose(np.exp(wide[0][1]), 0.3 * 0.9)


def test_the_penalty_of_length_turns_the_order():
    given = {**BOTH, "start": np.log([0.5, 0.1, 0.4]), "width": 9}
    assert beam_search.forward(**given)[0][0] == (2,)  # 0.4 beside 0.5 * 0.4
    best, score = beam_search.forward(**{**given, "alpha": 1.0})[0]
    assert best == (0, 0)
    np.testing.assert_allclose(score, np.log(0.5 * 0.4) / 2)


@pytest.mark.parametrize("case", range(40))
def test_a_width_for_all_finds_the_best_of_all(case):
    given = draw(case)
    v, length = len(given["start"]), given["length"]
    every = [
        tokens
        for t in range(1, length + 1)
        for tokens in itertools.product(range(v), repeat=t)
        if given["end"] not in tokens[:-1] and (t == length or tokens[-1] == given["end"])
    ]
    logs = (given["start"], given["transitions"])
    wanted = max(log_p(tokens, *logs) / len(tokens) ** given["alpha"] for tokens in every)
    for width in (v**length, v ** (length - 1)):
        tokens, score = beam_search.forward(**{**given, "width": width})[0]
        assert tokens in every
        assert score == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_the_answers_are_complete_ranked_and_scored_by_their_own_probabilities(case):
    given = draw(case)
    found = beam_search.forward(**given)
    assert 1 <= len(found) <= given["width"]
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert len({tokens for tokens, _ in found}) == len(found)
    for tokens, score in found:
        assert given["end"] not in tokens[:-1]
        assert tokens[-1] == given["end"] or len(tokens) == given["length"]
        own = log_p(tokens, given["start"], given["transitions"]) / len(tokens) ** given["alpha"]
        assert score == pytest.approx(own, abs=1e-12)


@pytest.mark.parametrize("case", range(20))
def test_width_one_takes_the_likeliest_token_each_time(case):
    given = draw(case) | {"width": 1}
    ((tokens, _),) = beam_search.forward(**given)
    logs = given["start"]
    for token in tokens:
        assert token == logs.argmax()
        logs = given["transitions"][token]


def test_a_logarithm_above_zero_is_no_probability():
    words = r"{} must be log-probabilities, 0 or less; got 0.5"
    with pytest.raises(ValueError, match=words.format("start")):
        beam_search.forward(**{**BOTH, "start": [-1.0, 0.5, -1.0]}, width=1)
    with pytest.raises(ValueError, match=words.format("transitions")):
        beam_search.forward(**{**BOTH, "transitions": np.full((3, 3), 0.5)}, width=1)


def test_the_end_is_one_of_the_tokens():
    with pytest.raises(ValueError, match=r"end must be a token from 0 to 2; got 3"):
        beam_search.forward(**{**BOTH, "end": 3}, width=1)


@pytest.mark.parametrize("setting", ["width", "length"])
def test_width_and_length_count_from_one(setting):
    given = {**BOTH, "width": 1, setting: 0}
    with pytest.raises(ValueError, match=rf"{setting} must be a whole number, 1 or more; got 0"):
        beam_search.forward(**given)
