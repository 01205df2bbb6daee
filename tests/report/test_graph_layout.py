import itertools

from hypothesis import given
from hypothesis import strategies as st

from netwright.report._graph_layout import laid_out


@st.composite
def graphs(draw):
    """Numbers of boxes taken from, all smaller than one's own."""
    count = draw(st.integers(1, 14))
    return [
        draw(st.lists(st.integers(0, box - 1), max_size=3, unique=True)) if box else []
        for box in range(count)
    ]


def _cells(layout, takes):
    """What stands in each row and column: the box, or the box a lane starts from."""
    cells = {}
    for box, place in enumerate(zip(layout.rows, layout.columns, strict=True)):
        cells.setdefault(place, set()).add(("box", box))
    for end, sources in enumerate(takes):
        for source in sources:
            for column, first, last in layout.way(source, end)[1:-1]:
                for row in range(first, last + 1):
                    cells.setdefault((row, column), set()).add(("lane", source))
    return cells


@given(graphs())
def test_no_two_boxes_or_lanes_share_a_place(takes):
    layout = laid_out(takes)
    assert all(len(there) == 1 for there in _cells(layout, takes).values())


@given(graphs())
def test_what_is_taken_stands_above_and_the_lowest_just_above(takes):
    rows = laid_out(takes).rows
    assert min(rows) == 0
    for box, sources in enumerate(takes):
        assert all(rows[source] < rows[box] for source in sources)
        if sources:
            assert max(rows[source] for source in sources) == rows[box] - 1


@given(graphs())
def test_a_way_leads_down_without_a_gap(takes):
    layout = laid_out(takes)
    for end, sources in enumerate(takes):
        for source in sources:
            way = layout.way(source, end)
            assert way[0] == (layout.columns[source], layout.rows[source], layout.rows[source])
            assert way[-1] == (layout.columns[end], layout.rows[end], layout.rows[end])
            assert all(b[1] == a[2] + 1 for a, b in itertools.pairwise(way))


def test_a_chain_is_one_column():
    layout = laid_out([[], [0], [1], [2]])
    assert layout.rows == (0, 1, 2, 3)
    assert set(layout.columns) == {0}
    assert not layout.lanes


def test_parallel_paths_stand_on_both_sides_of_the_longest():
    takes = [[], [0], [0], [2], [0], [4], [5], [0], [7], [1, 3, 6, 8]]  # an inception block
    layout = laid_out(takes)
    assert layout.rows[9] == 4
    assert {layout.columns[box] for box in (0, 4, 5, 6, 9)} == {0}
    assert sorted({layout.columns[box] for box in (1, 2, 7)}) == [-1, 1, 2]
    assert layout.columns[2] == layout.columns[3]
    assert layout.lanes == {1: layout.columns[1], 3: layout.columns[3], 8: layout.columns[8]}


def test_the_shorter_of_nested_lanes_is_nearer():
    layout = laid_out([[], [0], [1], [2], [3, 2], [4, 1], [5, 0]])  # a small U-net
    assert set(layout.columns) == {0}
    assert layout.lanes == {2: 1, 1: -1, 0: 2}


def test_a_late_input_stands_beside_what_takes_it():
    layout = laid_out([[], [], [0], [2], [3, 1]])
    assert layout.rows[1] == layout.rows[4] - 1
    assert layout.columns[1] != layout.columns[3]
    assert not layout.lanes


def test_a_box_alone_and_no_box():
    assert laid_out([[]]).rows == (0,)
    assert laid_out([]).rows == ()
