"""A fork says what it changes."""

from netwright.diagnosis import Fork


def test_a_fork_names_its_change_and_its_factor():
    assert str(Fork("longer")) == "longer"
    assert str(Fork("rate", 0.01)) == "rate x 0.01"
    assert Fork("rate", 10.0) in {Fork("rate", 10.0): 1}
