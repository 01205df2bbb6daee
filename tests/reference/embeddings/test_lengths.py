import numpy as np
import pytest

from netwright.reference.embeddings._lengths import lengths


def test_a_length_for_every_vector():
    found = lengths("v", np.array([[[3.0, 4.0], [0.0, 2.0]]]))
    np.testing.assert_array_equal(found, [[[5.0], [2.0]]])
    np.testing.assert_array_equal(lengths("v", np.array([3.0, 4.0])), [5.0])


def test_zeros_point_nowhere():
    words = r"v must have a length above 0 to point anywhere; got zeros at \(1,\)"
    with pytest.raises(ValueError, match=words):
        lengths("v", np.array([[3.0, 4.0], [0.0, 0.0]]))
    with pytest.raises(ValueError, match=r"point anywhere; got zeros$"):
        lengths("v", np.zeros(2))
