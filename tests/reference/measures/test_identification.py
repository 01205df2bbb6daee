import numpy as np
import pytest

from netwright.reference.measures import identification


def test_values_worked_out_by_hand():
    scores = [[0.9, 0.1], [0.4, 0.3], [0.8, 0.6], [0.2, 0.6], [0.1, 0.2]]
    mates = [0, 0, 1, -1, -1]
    found = identification.forward(scores, mates, threshold=0.5)
    assert found == {"rank_one": 2 / 3, "named": 1 / 3, "false_alarms": 0.5}


def test_what_there_is_no_row_for_is_none():
    assert identification.forward([[1.0]], [0], threshold=0.0)["false_alarms"] is None
    found = identification.forward([[1.0]], [-1], threshold=2.0)
    assert found == {"rank_one": None, "named": None, "false_alarms": 0.0}


@pytest.mark.parametrize("case", range(20))
def test_a_threshold_below_all_scores_names_everybody(case):
    given = identification.example(np.random.default_rng(case))
    found = identification.forward(**{**given, "threshold": -100.0})
    assert found["named"] == found["rank_one"]
    assert found["false_alarms"] in (None, 1.0)


def test_a_mate_is_an_entry_or_nobody():
    with pytest.raises(ValueError, match=r"mates must be whole numbers from -1 to 1; got 2"):
        identification.forward([[0.1, 0.2]], [2], threshold=0.0)
