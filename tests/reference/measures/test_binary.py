import numpy as np
import pytest

from netwright.reference.measures._binary import binary


def test_some_of_each_pass():
    assert binary("labels", [0, 1, 1], 3).tolist() == [0, 1, 1]
    assert binary("labels", [1.0, 1.0], 2, zeros=False).tolist() == [1, 1]


def test_only_one_of_both_is_refused():
    with pytest.raises(ValueError, match=r"^labels must hold both 0 and 1; got only 1"):
        binary("labels", [1, 1], 2)
    for zeros in (True, False):
        with pytest.raises(ValueError, match=r"^labels must hold a 1 at least; got only 0"):
            binary("labels", np.zeros(3), 3, zeros=zeros)


def test_a_third_label_is_refused():
    with pytest.raises(ValueError, match=r"^labels must be whole numbers from 0 to 1; got 2"):
        binary("labels", [0, 1, 2], 3)
