import pytest

from netwright.reference.preparation import batch_size_rule


def test_a_small_set_is_one_batch():
    assert [batch_size_rule.forward(n) for n in (1, 1_999, 2_000)] == [1, 1_999, 2_000]
    assert batch_size_rule.forward(2_001) == 128


@pytest.mark.parametrize(
    ("wish", "wanted"), [(1, 64), (80, 64), (100, 128), (181, 128), (182, 256), (9_999, 512)]
)
def test_a_large_set_gets_the_nearest_power_of_two(wish, wanted):
    assert batch_size_rule.forward(60_000, wish=wish) == wanted


def test_settings_have_ranges():
    with pytest.raises(ValueError, match="examples must be a whole number, 1 or more; got 0"):
        batch_size_rule.forward(0)
    with pytest.raises(ValueError, match="wish must be a finite number above 0; got 0"):
        batch_size_rule.forward(10, wish=0)
