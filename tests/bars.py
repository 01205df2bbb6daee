"""People made of bars: who is on a picture is where the bar is; the rest is noise."""

import numpy as np
from PIL import Image

PEOPLE = 15  # bars that do not overlap


def bar(person, seed, side=16):
    """A picture of somebody: uint8 (side, side), a light row ``person``."""
    pixels = np.random.default_rng(seed).integers(0, 60, (side, side), dtype=np.uint8)
    pixels[person % PEOPLE] += np.uint8(150)
    return pixels


def bars_folder(folder, *, people=12, each=6, first=0):
    """Folders p0, p1, ... with ``each`` pictures of one person in each."""
    for person in range(first, first + people):
        (folder / f"p{person}").mkdir(parents=True)
        for picture in range(each):
            image = Image.fromarray(bar(person, 100 * first + picture))
            image.save(folder / f"p{person}" / f"{picture}.png")
    return folder
