"""An order of an epoch in which every batch holds several people, and several pictures of each.

Losses of pairs and triplets need both in one batch. The m pictures of a person are laid, in a keyed
order, into r = ceil(m / each) parts whose sizes differ by one at most. Part j of a person, from 0,
gets the place

    (j + u) / r,   u keyed and uniform from 0 to 1                                         (1)

and the parts follow each other by their places. So a person's parts are spread over the epoch, all
people with equally many pictures occur once before one occurs again, and each picture occurs once.

Source: Schroff, Kalenichenko & Philbin 2015, arXiv:1503.03832, section 3.2: batches of people with
several pictures each; that each picture occurs once in an epoch is ours.
"""

import numpy as np
from numpy.typing import NDArray

from netwright.randomness import generator

Whole = NDArray[np.int64]


def people_order(labels: Whole, *, each: int, seed: int, epoch: int) -> Whole:
    """Places of the pictures in the order in which batches take them.

    Args:
        labels: (n,), who is on each picture.
        each: pictures of one person that stay together, at most; 1 or more.
        seed: the run's seed.
        epoch: which pass over the data.

    Returns:
        (n,), each number below n once.
    """
    random = generator(seed, "people", epoch)
    mixed = random.permutation(len(labels))
    mixed = mixed[np.argsort(labels[mixed], kind="stable")]  # people together, each one mixed
    _, person, counts = np.unique(labels[mixed], return_inverse=True, return_counts=True)
    within = np.arange(len(mixed)) - (np.cumsum(counts) - counts)[person]
    parts = -(-counts // each)
    part = within * parts[person] // counts[person]
    u = random.random((len(counts), int(parts.max())))
    place = (part + u[person, part]) / parts[person]  # (1)
    return mixed[np.lexsort((within, person, place))].astype(np.int64)
