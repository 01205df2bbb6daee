"""Several targets of one network: a table of how each fares, and a picture of each.

class     who is taken for whom       a heat map, up to ``CLASSES`` classes
number    the answer over the truth   a scatter
labels    precision, recall and F1    in the table of labels
"""

from netwright.report._content import ReportContent, TargetShown
from netwright.report._format import count, number, percent, plain, with_error
from netwright.report._heatmap import CLASSES, heat_map
from netwright.report._markup import Markup, element
from netwright.report._parts import Column, Section, beside, figure, paragraph, stack, table
from netwright.report._scatter import scatter
from netwright.report._words import is_share, measure_words, split_words

KINDS = {"class": "one of {} classes", "number": "a number", "labels": "some of {} labels"}


def targets_section(content: ReportContent) -> Section:
    """Each target's own measure and its picture; absent where there is but one."""
    if not content.targets:
        return Section("Targets", Markup(""))
    columns = [
        Column("target"),
        Column("what"),
        Column("weight", numeric=True),
        Column(f"{split_words(content.goal.split)} examples", numeric=True),
        Column("measure"),
        Column("value", numeric=True),
    ]
    rows = [
        [
            target.name,
            KINDS[target.kind].format(count(len(target.classes))),
            number(target.weight),
            count(target.known),
            measure_words(target.measure),
            _value(target),
        ]
        for target in content.targets
    ]
    note = "Smaller: what a predictor that ignores its input gets."
    drawn = [part for target in content.targets if (part := _picture(target)) is not None]
    body = [table("Each target", columns, rows), paragraph(note, class_="note"), beside(*drawn)]
    return Section("Targets", stack(*body))


def _value(target: TargetShown) -> Markup | str:
    if target.score is None:
        return ""
    share = is_share(target.measure)
    written = with_error(target.score, fraction=share)
    if target.trivial is None:
        return written
    return stack(written, element("span", plain(target.trivial, fraction=share), class_="trivial"))


def _picture(target: TargetShown) -> Markup | None:
    if target.confusion is not None and 0 < len(target.classes) <= CLASSES:
        return figure(
            heat_map(target.name, target.confusion, target.classes),
            f"{target.name}: each cell counts examples; on the diagonal the answer is right.",
        )
    if target.residuals is not None and len(target.residuals[0]):
        return figure(
            scatter(target.name, *target.residuals, unit=""),
            f"{target.name}: on the dashed line the answer is the truth.",
        )
    if target.per_label:
        names = ("precision", "recall", "f1")
        rows = [
            [str(row["label"]), count(row["support"]), *(percent(row[name]) for name in names)]
            for row in target.per_label
        ]
        columns = [Column(target.name), *(Column(n, numeric=True) for n in ("examples", *names))]
        return table(f"{target.name}: each label", columns, rows)
    return None
