import math

from netwright.report import CurvesShown
from netwright.report._xy_chart import xy_chart


def shown(*lines, **changes):
    given = {"title": "T", "x_name": "recall", "y_name": "precision", "lines": lines}
    return CurvesShown(**{**given, **changes})


def test_lines_are_named_and_told(read):
    lines = (("cats", [(0.0, 1.0), (0.5, 0.5)]), ("dogs", [(0.0, 0.9), (1.0, 0.1)]))
    drawing = str(xy_chart(shown(*lines, shares=True)))
    page = read(drawing)
    assert "cats: from 100.0 % at 0.0 % to 50.0 % at 50.0 %." in page.text
    assert page.text.count("dogs") == 2  # at its end, and in words
    assert "recall" in page.text
    assert drawing.count('class="stroke"') == 2


def test_a_single_line_needs_no_name_beside_it(read):
    text = read(str(xy_chart(shown(("cats", [(1.0, 2.0), (3.0, 5.0)]))))).text
    assert text.count("cats") == 1


def test_numbers_that_are_not_finite_are_left_out(read):
    bad = ("cats", [(0.0, math.nan), (math.inf, 1.0), (1.0, 2.0), (2.0, 3.0)])
    page = read(str(xy_chart(shown(bad))))
    assert "nan" not in page.text
    assert "cats: from 2" in page.text
    assert len(page.drawings) == 1


def test_nothing_at_all_is_an_empty_field(read):
    assert "Nothing to draw." in read(str(xy_chart(shown()))).text
    assert "Nothing to draw." in read(str(xy_chart(shown(("a", []), shares=True)))).text


def test_the_diagonal_is_drawn_on_request():
    line = ("cats", [(0.0, 0.0), (1.0, 1.0)])
    plain, with_it = (xy_chart(shown(line, shares=True, diagonal=d)) for d in (False, True))
    assert str(with_it).count('class="rule"') == str(plain).count('class="rule"') + 1
