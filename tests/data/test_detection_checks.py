import math

import pytest

from netwright.data._detection_checks import Annotated, Drawn, checked, is_turned
from netwright.data._detection_faults import Tally
from netwright.data._detection_looked import Looked

PLAIN = Looked(b"", (40, 20))
LYING = Looked(b"", (40, 20), orientation=6)  # shown as 20 x 40


def held(*boxes, looked=PLAIN, **said):
    """Boxes of one picture held against it: what is left, and the rules that are broken."""
    drawn = [x if isinstance(x, Drawn) else Drawn("cat", x, written="b") for x in boxes]
    tally = Tally()
    found = checked(Annotated(name="a.png", place="a.xml", boxes=drawn, **said), looked, tally)
    corners = None if found is None else [x.corners for x in found]
    return corners, {fault.rule: fault.count for fault in tally.faults()}


def test_a_sound_box_stays_as_it_is():
    assert held((1.5, 2, 30, 20)) == ([(1.5, 2, 30, 20)], {})
    assert held((0, 0, 40, 20)) == ([(0, 0, 40, 20)], {})


@pytest.mark.parametrize(
    ("box", "rule"),
    [
        ((5, 5, 5, 9), "empty boxes"),
        ((5, 5, 9, 5), "empty boxes"),
        ((5, 5, 5.3, 9), "empty boxes"),
        ((9, 5, 5, 9), "boxes that end before they begin"),
        ((5, 9, 9, 5), "boxes that end before they begin"),
        ((40, 5, 45, 9), "boxes outside their picture"),
        ((-9, -9, -1, -1), "boxes outside their picture"),
        ((5, 19.8, 9, 30), "boxes outside their picture"),
        ((math.nan, 5, 9, 9), "boxes that are not four finite numbers"),
        ((5, 5, math.inf, 9), "boxes that are not four finite numbers"),
        (Drawn(None, (5, 5, 9, 9)), "boxes whose class is not listed"),
    ],
)
def test_each_fault_of_a_box_leaves_it_out_and_is_counted(box, rule):
    assert held((1, 1, 3, 3), box) == ([(1, 1, 3, 3)], {rule: 1})


def test_a_box_across_the_edge_is_clipped_and_rounding_is_not_a_fault():
    clipped = "boxes across the edge of their picture"
    assert held((-3, 5, 12, 30)) == ([(0, 5, 12, 20)], {clipped: 1})
    assert held((-0.4, 5, 12, 20.3)) == ([(0, 5, 12, 20)], {})


def test_a_box_drawn_twice_is_kept_once_and_another_class_is_another_box():
    found, rules = held((1, 1, 9, 9), (1, 1, 9.001, 9), Drawn("dog", (1, 1, 9, 9)))
    assert found == [(1, 1, 9, 9), (1, 1, 9, 9)]
    assert rules == {"boxes drawn twice": 1}


def test_pixels_counted_from_1():
    assert held((1, 1, 40, 20), (5, 5, 5, 9), origin=1.0) == ([(0, 0, 40, 20)], {"empty boxes": 1})


def test_shares_become_pixels_of_the_picture_as_shown():
    assert held((0.25, 0.5, 0.5, 1), shares=True)[0] == [(10, 10, 20, 20)]
    assert held((0.25, 0.5, 0.5, 1), shares=True, looked=LYING)[0] == [(5, 20, 10, 40)]


def test_the_size_that_is_written_says_which_picture_the_boxes_were_drawn_on():
    box = (0, 0, 10, 5)
    assert held(box, size=(40, 20))[0] == [box]
    # as shown: nothing to do; as stored: the box turns with its picture, a quarter clockwise
    assert held(box, size=(20, 40), looked=LYING)[0] == [box]
    assert held(box, size=(40, 20), looked=LYING) == ([(15, 0, 20, 10)], {})
    assert held(box, looked=LYING)[0] == [box]
    assert is_turned(Annotated(name="a", place="b", size=(40, 20)), LYING)
    assert not is_turned(Annotated(name="a", place="b", size=(40, 20)), PLAIN)


def test_another_size_scales_and_another_shape_is_left_out():
    size, shape = (f"pictures of another {x} than annotated" for x in ("size", "shape"))
    assert held((10, 10, 20, 20), size=(80, 40)) == ([(5, 5, 10, 10)], {size: 1})
    assert held((10, 10, 20, 20), size=(80, 41)) == (None, {shape: 1})
    tally = Tally()
    checked(Annotated(name="a.png", place="a.xml", size=(9, 9)), PLAIN, tally)
    assert tally.faults()[0].places == ("a.png: 40 x 20, annotated as 9 x 9",)


def test_difficult_stays_with_its_box():
    drawn = [Drawn("cat", (1, 1, 5, 5), difficult=True), Drawn("cat", (5, 5, 9, 9))]
    found = checked(Annotated(name="a", place="b", boxes=drawn), PLAIN, Tally())
    assert [x.difficult for x in found] == [True, False]
