"""The built-in data: 1,797 handwritten digits of 8 x 8 pixels that come with scikit-learn.

Values 0 to 16 become round(v * 255 / 16). There is no given split.
Source: Alpaydin and Kaynak 1998, "Optical recognition of handwritten digits", UCI.
"""

import numpy as np

from netwright.data._blocks import Part, block_source, label_texts
from netwright.data._picture_source import PictureSource

_TOP = 16.0


def open_digits() -> PictureSource:
    """Return scikit-learn's digits.

    Returns:
        The source, with a block uint8 (1797, 8, 8).

    Example:
        >>> open_digits().classes
        ('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
    """
    from sklearn.datasets import load_digits  # here: scikit-learn takes a second to import

    digits = load_digits()
    pictures = np.rint(digits.images * (255.0 / _TOP)).astype(np.uint8)
    part = Part(
        name="digits", split=None, pictures=pictures, labels=label_texts(digits.target, "digits")
    )
    return block_source("digits", "digits", [part])
