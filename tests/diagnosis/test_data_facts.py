"""Facts of the data: not-a-number where nothing was read, so that no comparison is true."""

from netwright.diagnosis import Inputs, Simple, Targets


def test_what_is_not_known_is_above_and_below_nothing():
    for number in (Inputs().largest, Simple().within, Targets().spread):
        assert not number > 0
        assert not number <= 0
