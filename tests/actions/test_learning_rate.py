import pytest

from netwright.actions._learning_rate import TENFOLD, TENTH, THIRD, TRIPLE


@pytest.mark.parametrize(
    ("remedy", "rate"), [(TENTH, 2e-3), (THIRD, 6.66667e-3), (TRIPLE, 6e-2), (TENFOLD, 0.2)]
)
def test_the_rate_goes_a_step(change, remedy, rate):
    assert change(remedy, learning_rate=2e-2) == {"learning_rate": rate}


def test_three_times_a_third_is_the_rate_again_to_six_digits(change):
    third = change(THIRD, learning_rate=0.01)["learning_rate"]
    assert change(TRIPLE, learning_rate=third)["learning_rate"] == pytest.approx(0.01, rel=1e-5)


def test_there_is_an_end(change):
    assert change(TENTH, learning_rate=1e-9) == {}
    assert change(TENFOLD, learning_rate=200.0) == {}
