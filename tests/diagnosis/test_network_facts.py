"""Facts of the network: an output has no bounds until one is found."""

import math

from netwright.diagnosis import Loss, Output, Pass, Updates


def test_what_is_not_known_is_no_symptom():
    assert (Output().floor, Output().ceiling) == (-math.inf, math.inf)
    assert Loss().reads == "unknown"
    assert Updates().statistics_moved
    assert Pass().layers == ()
