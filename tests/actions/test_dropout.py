from netwright.actions._dropout import LESS_DROPOUT, MORE_DROPOUT


def test_more_goes_up_to_a_bound(change):
    assert change(MORE_DROPOUT) == {"dropout": 0.2}
    assert change(MORE_DROPOUT, dropout=0.5) == {"dropout": 0.6}
    assert change(MORE_DROPOUT, dropout=0.7) == {}


def test_less_goes_to_the_usual_then_to_half_then_to_none(change):
    usual = {"inferred": {"dropout": 0.5}}
    assert change(LESS_DROPOUT, data=usual, dropout=0.9) == {"dropout": 0.5}
    assert change(LESS_DROPOUT, data=usual, dropout=0.5) == {"dropout": 0.25}
    assert change(LESS_DROPOUT, data=usual, dropout=0.06) == {"dropout": 0.0}
    assert change(LESS_DROPOUT, dropout=0.9) == {"dropout": 0.0}
    assert change(LESS_DROPOUT) == {}
