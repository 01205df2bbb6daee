"""Pairs of pictures that are tiny, and learned in seconds: masks of suns and seas, and halves."""

import numpy as np
from PIL import Image

HEIGHT, WIDTH = 32, 64
COLOURS = {1: (250, 220, 40), 2: (40, 120, 250)}
VOID_VALUE = 11


def pair(seed, size=(HEIGHT, WIDTH)):
    """A picture (h, w, 3), and its mask (h, w) of 0 ground, 1 sun, 2 sea and 11 at the rim."""
    height, width = size
    draws = np.random.default_rng(seed)
    pixels = draws.integers(0, 60, (height, width, 3)).astype(np.uint8)
    mask = np.zeros((height, width), dtype=np.uint8)
    values = (1, 2) if draws.random() < 0.5 else (2, 1)  # where each lies says nothing
    for value, column in zip(values, (0, width // 2), strict=True):
        y, x = (int(n) for n in draws.integers(2, 10, 2))
        square = np.s_[y : y + 16, column + x : column + x + 16]
        pixels[square], mask[square] = COLOURS[value], value
    mask[:2] = VOID_VALUE
    return pixels, mask


def put(root, name, pixels):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels).save(root / name)


def masks_folder(root, *, train=24, val=8, test=6, size=(HEIGHT, WIDTH)):
    """CamVid's layout: train, trainannot, val, valannot and so on."""
    number = 0
    for split, count in (("train", train), ("val", val), ("test", test)):
        for _ in range(count):
            pixels, mask = pair(number, size)
            put(root, f"{split}/{number:03d}.png", pixels)
            put(root, f"{split}annot/{number:03d}.png", mask)
            number += 1
    return root


def halves_folder(root, *, train=16, val=4, test=4, side=32):
    """Facades' layout: the photograph left, on the right a drawing of where its bright part is."""
    number = 0
    for split, count in (("train", train), ("val", val), ("test", test)):
        for _ in range(count):
            draws = np.random.default_rng(number)
            drawing = np.full((side, side, 3), (0, 0, 170), dtype=np.uint8)
            y, x = (int(n) for n in draws.integers(0, side // 2, 2))
            drawing[y : y + side // 2, x : x + side // 2] = (220, 40, 0)
            light = drawing[..., ::-1] // 2 + draws.integers(0, 40, drawing.shape)
            both = np.concatenate([light.astype(np.uint8), drawing], axis=1)
            put(root, f"{split}/{number}.png", both)
            number += 1
    return root
