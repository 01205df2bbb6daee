from netwright.actions._weight_decay import LESS_DECAY, MORE_DECAY


def test_more_is_three_times_or_a_first_one_that_suits_the_optimiser(change):
    assert change(MORE_DECAY, weight_decay=0.1) == {"weight_decay": 0.3}
    assert change(MORE_DECAY) == {"weight_decay": 0.05}
    assert change(MORE_DECAY, optimiser="sgd") == {"weight_decay": 5e-4}
    assert change(MORE_DECAY, weight_decay=5.0) == {}


def test_less_is_what_is_usual_and_at_most_a_tenth(change):
    assert change(LESS_DECAY, weight_decay=5.0) == {"weight_decay": 0.0}
    usual = {"inferred": {"weight_decay": 0.02}}
    assert change(LESS_DECAY, data=usual, weight_decay=5.0) == {"weight_decay": 0.02}
    assert change(LESS_DECAY, data=usual, weight_decay=0.02) == {"weight_decay": 0.002}
    assert change(LESS_DECAY, data=usual, weight_decay=5e-7) == {"weight_decay": 0.0}
    assert change(LESS_DECAY) == {}
