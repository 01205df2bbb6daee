"""The words that end every sentence about a setting."""

from netwright.recipe import Settings
from netwright.recipe._wanted import WANTED


def test_they_are_of_settings_in_the_order_of_the_settings_and_end_without_a_stop():
    assert set(WANTED) <= set(Settings.model_fields)
    assert all(words and not words.endswith(".") for words in WANTED.values())
