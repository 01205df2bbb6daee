"""Single examples: the worst answers, the most doubtful ones, and a regression's errors as a whole.

An example is a picture, or the fields of its row, with the truth, the answer and how sure the
model was. Beyond ``FIELDS`` fields the rest is folded away.
"""

from collections.abc import Sequence

import numpy as np

from netwright.report._content import ExampleShown, ReportContent
from netwright.report._format import ABSENT, number, percent
from netwright.report._markup import Markup, element
from netwright.report._parts import Section, beside, figure, folded, paragraph, stack
from netwright.report._pictures import picture
from netwright.report._scatter import histogram, scatter
from netwright.report._words import unit_of

FIELDS = 10
IN_TARGET_UNIT = ("rmse", "mae")  # goals whose unit is also that of the errors


def worst_section(content: ReportContent) -> Section:
    """The examples with the highest loss."""
    wrong = "labels" if content.classes else "values"
    said = f"The highest losses. Look here first for wrong {wrong}."
    return _gallery("Worst answers", said, content.worst)


def doubtful_section(content: ReportContent) -> Section:
    """The examples on which the model was least sure."""
    said = "Here the model was least sure, right or wrong."
    return _gallery("Most doubtful", said, content.doubtful)


def residuals_section(content: ReportContent) -> Section:
    """Truth against prediction, and how the errors are spread."""
    title = "Errors"
    if content.residuals is None:
        return Section(title, Markup(""))
    truth, predicted = (np.asarray(side, dtype=np.float64) for side in content.residuals)
    kept = np.isfinite(truth) & np.isfinite(predicted)
    if not kept.any():
        return Section(title, Markup(""))
    unit = unit_of(content.goal) if content.goal.measure in IN_TARGET_UNIT else ""
    errors = predicted[kept] - truth[kept]
    half, most = np.percentile(np.abs(errors), [50, 90]).tolist()
    tail = f" {unit}" if unit else ""
    said = (
        f"Half of the answers are within {number(half)}{tail} of the truth, nine in ten within "
        f"{number(most)}{tail}."
    )
    name = f"answer minus truth, {unit}" if unit else "answer minus truth"
    charts = beside(
        figure(
            scatter("Answer over truth", truth, predicted, unit=unit),
            "On the dashed line the answer is the truth.",
        ),
        figure(
            histogram("Spread of the errors", errors, name=name),
            "Right of the dashed line the answer is too high.",
        ),
    )
    return Section(title, stack(paragraph(said), charts))


def _gallery(title: str, said: str, examples: Sequence[ExampleShown]) -> Section:
    if not examples:
        return Section(title, Markup(""))
    pictured = any(example.picture is not None for example in examples)
    cards = (element("li", _card(example)) for example in examples)
    kind = "gallery pictures" if pictured else "gallery rows"
    return Section(title, stack(paragraph(said), element("ul", *cards, class_=kind)))


def _card(example: ExampleShown) -> Markup:
    truth, answer = _shown(example.truth), _shown(example.answer)
    alt = f"{example.name}: truth {truth}, answer {answer}"
    image = None
    if example.picture is not None:
        image = element("div", picture(example.picture, alt), class_="frame")
    verdict = [
        element("dt", "truth"),
        element("dd", truth),
        element("dt", "answer"),
        _answer(example, answer),
    ]
    for name, value in (("sure", example.probability), ("loss", example.loss)):
        if value is not None:
            written = percent(value) if name == "sure" else number(value, 3)
            verdict += [element("dt", name), element("dd", written)]
    heading = element("p", example.name, class_="who")
    return element(
        "article", image, element("dl", *verdict), heading, _fields(example), class_="example"
    )


def _answer(example: ExampleShown, written: str) -> Markup:
    """A label is right or wrong; a number is some way off."""
    if isinstance(example.truth, str) or isinstance(example.answer, str):
        right = example.truth == example.answer
        return element("dd", written, class_="right" if right else "wrong")
    gap = float(example.answer) - float(example.truth)
    sign = "+" if gap > 0 else ""
    return element("dd", written, element("span", f" ({sign}{number(gap)})", class_="gap"))


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else number(value)


def _fields(example: ExampleShown) -> Markup | None:
    if not example.fields:
        return None
    pairs = [
        element("div", element("dt", name), element("dd", value or ABSENT))
        for name, value in example.fields.items()
    ]
    shown = element("dl", *pairs[:FIELDS], class_="fields")
    rest = pairs[FIELDS:]
    if not rest:
        return shown
    more = folded(f"{len(rest)} more", element("dl", *rest, class_="fields"))
    return stack(shown, more)
