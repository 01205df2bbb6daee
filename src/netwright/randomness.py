"""Keyed random numbers: each draw is a function of its key, never of what was drawn before.

    permutation of an epoch     f(seed, "order", epoch)
    augmentation of an example  row ``example`` of a table f(seed, "augment", epoch)
    dropout of a step           f(seed, "dropout", step)

So a resumed run needs no generator state: it asks for the same keys and gets the same numbers,
at any worker count. A key is hashed with BLAKE2b, and its first bytes seed NumPy's Philox, a
counter-based generator whose stream is the same on every machine.

Source: Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", for Philox.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

Part = int | str


def key(*parts: Part) -> int:
    """Hash ``parts`` into one number below 2**63.

    Args:
        *parts: numbers and words; their order and their types count.

    Returns:
        A number from 0 to 2**63 - 1, equal for equal parts on every machine.

    Example:
        >>> key(0, "order", 1) == key(0, "order", 1)
        True
        >>> key(0, "order", 1) == key(0, "order", 2)
        False
    """
    text = "\x1f".join(f"{type(part).__name__}:{part}" for part in parts)
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


def generator(*parts: Part) -> np.random.Generator:
    """A NumPy generator whose stream is a function of ``parts`` alone."""
    return np.random.Generator(np.random.Philox(key(*parts)))


def permutation(seed: int, name: str, count: int, *, epoch: int = 0) -> NDArray[np.int64]:
    """Return the numbers 0 to ``count`` - 1 in the order of this seed, name and epoch.

    Args:
        seed: the run's seed.
        name: what is permuted, so that two uses of one seed do not agree.
        count: how many, 0 or more.
        epoch: which pass over the data.

    Returns:
        int64 (count,), each number once.

    Example:
        >>> sorted(permutation(7, "order", 5, epoch=3).tolist())
        [0, 1, 2, 3, 4]
    """
    return generator(seed, name, epoch).permutation(count).astype(np.int64)


def table(seed: int, name: str, rows: int, columns: int, *, epoch: int = 0) -> NDArray[np.float32]:
    """Uniform numbers for every example of an epoch: row i belongs to example i.

    Args:
        seed: the run's seed.
        name: what the numbers are for.
        rows: how many examples.
        columns: how many numbers an example needs.
        epoch: which pass over the data.

    Returns:
        float32 (rows, columns), from 0 up to, not at, 1.
    """
    return generator(seed, name, epoch).random((rows, columns), dtype=np.float32)
