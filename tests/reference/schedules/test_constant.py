import pytest

from netwright.reference.schedules import constant, warm_up


def test_it_never_changes_without_a_warm_up():
    assert {constant.forward(step, 7, rate=0.3) for step in range(7)} == {0.3}


def test_with_a_warm_up_it_is_the_warm_up_alone():
    for step in range(10):
        given = {"rate": 0.3, "warmup": 0.4, "start": 0.2}
        assert constant.forward(step, 10, **given) == warm_up.forward(step, 10, **given)


def test_rate_must_be_above_zero():
    with pytest.raises(ValueError, match="rate must be a finite number above 0; got 0"):
        constant.forward(0, 1, rate=0)
