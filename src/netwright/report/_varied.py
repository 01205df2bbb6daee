"""A number along another that was varied: points with two standard errors, and the one in use.

The axis across goes by powers of ten; a dashed line stands at the value that the training used.
"""

from netwright.diagnosis import Curve
from netwright.report._axis import axis
from netwright.report._format import number
from netwright.report._markup import Markup, element
from netwright.report._svg import Frame, Words, chart, dots, line, path

ERRORS = 2.0  # standard errors to each side


def varied_chart(drawing: Curve) -> Markup:
    """Draw what came of each value.

    Args:
        drawing: at least two points.

    Returns:
        One <svg> element.
    """
    points = [(x, y, ERRORS * (error or 0.0)) for x, y, error in drawing.points]
    ends = [y + sign * reach for _, y, reach in points for sign in (-1.0, 1.0)]
    frame = Frame(
        x=axis([*(x for x, _, _ in points), drawing.mark], log=True, target=6),
        y=axis([0.0, *ends], target=4),
        x_name=drawing.x_name,
        y_name=drawing.y_name,
    )
    places = [frame.at(x, y) for x, y, _ in points]
    whiskers = [
        line(frame.at(x, y - reach), frame.at(x, y + reach), class_="whisker")
        for x, y, reach in points
        if reach
    ]
    told = "; ".join(f"{number(x, 2)}: {y:.2f}" for x, y, _ in points)
    curve = element(
        "g",
        path([places], class_="stroke"),
        *whiskers,
        dots(places, radius=2.6, class_="dots"),
        class_="curve held",
    )
    words = Words(drawing.title, f"{told}; the training used {number(drawing.mark, 2)}.")
    return chart(
        words, frame.drawn(), frame.marked(drawing.mark, f"used, {number(drawing.mark, 2)}"), curve
    )
