from netwright.actions._penalty import NO_PENALTY


def test_the_penalty_goes(change):
    assert change(NO_PENALTY, l1=0.1) == {"l1": 0.0}
    assert change(NO_PENALTY) == {}
