from netwright.actions._warmup import WARM_UP


def test_a_quarter_of_the_steps(change):
    assert change(WARM_UP, schedule="cosine") == {"warmup": 0.25}
    assert change(WARM_UP, schedule="cosine", warmup=0.1) == {"warmup": 0.25}


def test_a_longer_one_and_that_of_one_cycle_stay(change):
    assert change(WARM_UP, schedule="cosine", warmup=0.4) == {}
    assert change(WARM_UP, schedule="one-cycle") == {}
