"""Pictures with bright boxes on a dark ground, as VOC: tiny, and learned in seconds."""

import io

import numpy as np
from PIL import Image

from detection_sets import put, voc_xml

SIZE = (80, 64)  # width and height
COLOURS = {"sun": (250, 220, 40), "sea": (40, 120, 250)}


def boxed_picture(seed, size=SIZE, most=3):
    """Pixels uint8 (h, w, 3), and boxes (name, x0, y0, x1, y1) counted from 1, ends included."""
    draws = np.random.default_rng(seed)
    pixels = draws.integers(0, 50, (size[1], size[0], 3)).astype(np.uint8)
    boxes = []
    for column in range(int(draws.integers(1, most + 1))):  # side by side, so that none hides one
        wide, high = (int(side) for side in draws.integers(14, 24, 2))
        x = 26 * column + int(draws.integers(0, 26 - wide + 1)) + 1
        y = int(draws.integers(1, size[1] - high))
        name = list(COLOURS)[int(draws.integers(2))]
        pixels[y : y + high, x : x + wide] = COLOURS[name]
        boxes.append((name, x + 1, y + 1, x + wide, y + high))
    return pixels, boxes


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def boxed_folder(root, *, train=48, val=12, test=12):
    """VOC's layout with its splits."""
    number = 0
    for split, count in (("train", train), ("val", val), ("test", test)):
        names = []
        for _ in range(count):
            name = f"p{number:03d}"
            pixels, boxes = boxed_picture(number)
            put(root, f"JPEGImages/{name}.png", png(pixels))
            put(root, f"Annotations/{name}.xml", voc_xml(boxes, size=SIZE, filename=f"{name}.png"))
            names.append(name)
            number += 1
        put(root, f"ImageSets/Main/{split}.txt", "\n".join(names) + "\n")
    return root
