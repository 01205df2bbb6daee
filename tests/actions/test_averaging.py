from netwright.actions._averaging import AVERAGE, NO_AVERAGE


def test_on_where_there_is_none_and_off(change):
    assert change(AVERAGE) == {"ema": 0.98}
    assert change(AVERAGE, ema=0.9) == {}
    assert change(NO_AVERAGE, ema=0.9) == {"ema": 0.0}
