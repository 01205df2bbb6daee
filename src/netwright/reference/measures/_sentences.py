"""Sentences: tokens as whole numbers, in order. A sentence may be empty where somebody said so."""

from collections.abc import Sequence

import numpy as np

from netwright.reference._arrays import whole


def sentence(name: str, tokens: Sequence[int], *, empty: bool = False) -> list[int]:
    """Take tokens as a list of whole numbers.

    Args:
        name: of the argument, for the error.
        tokens: whole numbers from 0 on.
        empty: True where there may be none.

    Returns:
        The tokens.

    Raises:
        ValueError: if they are not whole numbers from 0 on in one row, or none where some are due.

    Example:
        >>> sentence("answer", [4, 0.5])
        Traceback (most recent call last):
        ...
        ValueError: answer must be whole numbers from 0 on; got 0.5
    """
    if empty and np.shape(tokens) == (0,):
        return []
    numbers: list[int] = whole(name, tokens, "tokens").tolist()
    return numbers
