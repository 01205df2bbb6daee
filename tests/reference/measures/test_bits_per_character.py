import math

import numpy as np
import pytest

from netwright.reference.measures import bits_per_character


def test_values_worked_out_by_hand():
    found = bits_per_character.forward(np.log([0.5, 0.25, 0.125, 0.25]))
    assert found == {"bits": pytest.approx(2.0), "perplexity": pytest.approx(4.0)}
    assert bits_per_character.forward([0.0]) == {"bits": 0.0, "perplexity": 1.0}


@pytest.mark.parametrize("choices", [2, 10, 256])
def test_an_even_guess_has_the_perplexity_of_its_choices(choices):
    found = bits_per_character.forward(np.full(5, -math.log(choices)))
    assert found["perplexity"] == pytest.approx(choices)


def test_a_perplexity_beyond_float64_is_infinite():
    assert bits_per_character.forward([-1e6])["perplexity"] == math.inf
    assert math.isfinite(bits_per_character.forward([-709.0])["perplexity"])


def test_logarithms_of_probabilities_are_not_above_0():
    with pytest.raises(
        ValueError, match=r"^log_probabilities must not be above 0, log 1; got 0\.5"
    ):
        bits_per_character.forward([-1.0, 0.5])
