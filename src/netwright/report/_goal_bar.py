"""One line that shows a score beside the score of the predictor that ignores its input."""

from netwright.report._axis import Axis
from netwright.report._markup import Markup, element
from netwright.report._svg import WIDTH, line, text

EDGE = 2.0  # units left free at both ends
LEVEL = 9.0  # where the line lies


def goal_bar(
    value: float, error: float | None, trivial: float, *, high: float, words: str
) -> Markup:
    """Draw a score and the trivial predictor's on one line, with two standard errors.

    It repeats what stands beside it in words, and is hidden from screen readers.

    Args:
        value: the score.
        error: its standard error; None where it is not known.
        trivial: the score of the predictor that ignores its input.
        high: the right end of the line; the left end is 0, or the lower score if that is below.
        words: what to write below the trivial predictor's mark.

    Returns:
        One <svg> element.
    """
    scale = Axis(min(0.0, value, trivial), max(high, value, trivial) or 1.0, ())

    def at(score: float) -> float:
        return min(max(scale.place(score, EDGE, WIDTH - EDGE), EDGE), WIDTH - EDGE)

    reach = 2 * (error or 0.0)
    guess, anchor = at(trivial), "start"
    if guess > WIDTH / 2:
        anchor = "end"
    return element(
        "svg",
        line((EDGE, LEVEL), (WIDTH - EDGE, LEVEL), class_="track"),
        line((guess, LEVEL), (at(value), LEVEL), class_="gain"),
        line((at(value - reach), LEVEL), (at(value + reach), LEVEL), class_="reach"),
        line((guess, LEVEL - 6), (guess, LEVEL + 6), class_="guess"),
        element("circle", cx=at(value), cy=LEVEL, r=4.5, class_="score"),
        text(words, guess, LEVEL + 20, anchor=anchor),
        class_="goal-bar",
        viewBox=f"0 0 {WIDTH:g} 32",
        aria_hidden="true",
    )
