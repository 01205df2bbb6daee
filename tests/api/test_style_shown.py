"""The report of a style: the painting, and pictures beside what was made of them."""

from netwright.api._diagnose_reached import reached
from netwright.api._score import score
from netwright.api._style_shown import style_parts


def test_the_style_comes_first_and_then_what_cost_most(style_run):
    found = reached(style_run.path)
    task = found.prepared.whole
    (part,) = style_parts(found.prepared, task, score(found.prepared, found.weights))
    assert part.title == "Pictures painted"
    first, *others = part.pictures
    assert first.pixels.shape == (32, 32, 3)
    assert len(others) == len(found.prepared.examples.rows("val"))
    costs = [float(one.words.rpartition(" ")[2]) for one in others]
    assert costs == sorted(costs, reverse=True)
    assert others[0].pixels.shape[0] == 32
    assert others[0].pixels.shape[1] >= 64
