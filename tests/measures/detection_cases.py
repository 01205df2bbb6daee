"""Cases of found and true boxes, and the COCO evaluation once more, box after box."""

import numpy as np

from netwright.measures.detection_matching import Truth


def case(seed, *, pictures=8, classes=3, whole=True):
    """Found boxes near true ones and elsewhere, ties, crowds, empty pictures and rows."""
    rng = np.random.default_rng(seed)
    most, shown = 7, 12
    low = rng.uniform(0, 150, size=(pictures, most, 2))
    boxes = np.concatenate([low, low + rng.uniform(8, 130, size=(pictures, most, 2))], axis=2)
    labels = rng.integers(0, classes, size=(pictures, most))
    labels[rng.random(labels.shape) < 0.3] = -1
    labels[0] = -1
    crowd = rng.random(labels.shape) < 0.1
    found = np.zeros((pictures, shown, 6))
    near = rng.integers(0, most, size=(pictures, shown))
    about = np.take_along_axis(boxes, near[..., None], axis=1)
    width = about[..., 2:] - about[..., :2]
    shift = rng.normal(size=(pictures, shown, 4)) * 0.15 * np.tile(width, 2)
    found[..., :4] = about + shift
    found[..., 2:4] = np.maximum(found[..., 2:4], found[..., :2] + 1)
    found[..., 4] = np.round(rng.random((pictures, shown)), 1)
    right = np.take_along_axis(labels, near, axis=1)
    odd = rng.integers(0, classes, size=right.shape)
    found[..., 5] = np.where(rng.random(right.shape) < 0.8, right, odd)
    found[-1, :, 5] = -1
    if whole:  # whole numbers make overlaps and thresholds meet
        boxes, found[..., :4] = np.round(boxes), np.round(found[..., :4])
        found[..., 2:4] = np.maximum(found[..., 2:4], found[..., :2] + 1)
    return found, Truth(boxes=boxes, labels=labels, crowd=crowd)


def one_after_another(found, truth, classes, area=(0.0, np.inf)):
    """Average precisions (10, classes) by loops over everything; nan without a true box."""
    thresholds, points = np.linspace(0.5, 0.95, 10), np.linspace(0, 1, 101)
    table = np.full((10, classes), np.nan)
    for label in range(classes):
        for row, threshold in enumerate(thresholds):
            judged, true = [], 0
            for picture in range(len(found)):
                fates, count = _picture(found[picture], truth, picture, label, threshold, area)
                judged += fates
                true += count
            if true:
                table[row, label] = _area_under(judged, true, points)
    return table


def _picture(found, truth, picture, label, threshold, area):
    real = [g for g in range(truth.labels.shape[1]) if truth.labels[picture, g] == label]
    crowd = {g: bool(truth.crowd[picture, g]) for g in real}
    off = {g: crowd[g] or not area[0] <= _size(truth.boxes[picture, g]) <= area[1] for g in real}
    taken, fates = set(), []
    mine = sorted((row for row in found if row[5] == label), key=lambda row: -row[4])[:100]
    for row in mine:
        best, chosen = min(threshold, 1 - 1e-10), None
        for g in sorted(real, key=lambda g: off[g]):
            if g in taken and not crowd[g]:
                continue
            if chosen is not None and not off[chosen] and off[g]:
                break
            overlap = _overlap(row, truth.boxes[picture, g], crowd=crowd[g])
            if overlap >= best:
                best, chosen = overlap, g
        if chosen is None:
            fate = None if not area[0] <= _size(row) <= area[1] else False
        else:
            taken.add(chosen)
            fate = None if off[chosen] else True
        fates.append((row[4], fate))
    return fates, sum(not off[g] for g in real)


def _area_under(judged, true, points):
    ordered = [fate for _, fate in sorted(judged, key=lambda pair: -pair[0]) if fate is not None]
    recalls, precisions, hits = [], [], 0
    for number, fate in enumerate(ordered, start=1):
        hits += fate
        recalls.append(hits / true)
        precisions.append(hits / number)
    total = 0.0
    for point in points:
        reached = [p for r, p in zip(recalls, precisions, strict=True) if r >= point]
        total += max(reached, default=0.0)
    return total / len(points)


def _size(box):
    return (box[2] - box[0]) * (box[3] - box[1])


def _overlap(a, b, *, crowd):
    across = max(0.0, min(a[2], b[2]) - max(a[0], b[0]))
    common = across * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))
    return common / (_size(a) if crowd else _size(a) + _size(b) - common)
