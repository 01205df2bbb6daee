from netwright.actions._width import NARROWER, WIDER


def test_by_two_each_way(change):
    assert change(WIDER) == {"width": 2.0}
    assert change(NARROWER) == {"width": 0.5}


def test_four_times_the_usual_width_is_the_end(change):
    assert change(WIDER, width=4.0) == {}
    assert change(NARROWER, width=0.25) == {}
    assert change(WIDER, data={"inferred": {"width": 0.5}}, width=1.5) == {}
