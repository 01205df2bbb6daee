import numpy as np
from sklearn.datasets import load_digits

from netwright.data._digits import open_digits


def test_digits_are_scikit_learns_scaled_to_bytes():
    source, digits = open_digits(), load_digits()
    assert source.kind == "digits"
    assert source.block.shape == (1797, 8, 8)
    assert source.block.dtype == np.uint8
    assert source.block.max() == 255
    assert (np.rint(source.block / 255 * 16) == digits.images).all()
    assert source.labels == tuple(str(label) for label in digits.target)
    assert source.classes == tuple("0123456789")
    assert set(source.splits) == {None}
    assert source.names[17] == "digits[17]"
    assert source.digest == open_digits().digest
