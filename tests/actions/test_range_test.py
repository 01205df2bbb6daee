from netwright.actions._range_test import BY_RANGE_TEST


def test_the_rate_is_that_of_the_test_to_three_digits(change):
    assert change(BY_RANGE_TEST, data={"rate": 0.0123456}) == {"learning_rate": 0.0123}


def test_a_curve_that_says_nothing_changes_nothing(change):
    assert change(BY_RANGE_TEST, data={"rate": None}) == {}
