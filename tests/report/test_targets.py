import numpy as np

from netwright.contracts import Score
from netwright.report import TargetShown, report_html
from netwright.report._targets import targets_section

SHOWN = (
    TargetShown(
        name="colour", kind="class", weight=1.0, known=30, measure="accuracy",
        score=Score(0.9, 0.05), trivial=0.4, classes=("blue", "red"),
        confusion=np.eye(2, dtype=int),
    ),
    TargetShown(
        name="price", kind="number", weight=0.5, known=28, measure="rmse", score=Score(3.25, 0.5),
        residuals=(np.array([1.0, 2.0]), np.array([1.5, 2.5])),
    ),
    TargetShown(
        name="marks", kind="labels", weight=2.0, known=25, measure="f1", score=Score(0.75),
        trivial=0.0, classes=("a", "b"),
        per_label=[{"label": "a", "support": 9.0, "precision": 0.5, "recall": 1.0, "f1": 0.667}],
    ),
    TargetShown(name="none", kind="labels", weight=1.0, known=0, classes=("a",)),
)  # fmt: skip


def test_every_target_has_a_row_and_a_picture(small, read):
    page = read(str(targets_section(small(targets=SHOWN)).body))
    for words in (
        "one of 2 classes", "a number", "some of 2 labels", "90.0 % ± 5.0", "40.0 %", "3.25 ± 0.50",
        "test examples", "marks: each label", "66.7 %",
    ):  # fmt: skip
        assert words in page.text
    assert len(page.drawings) == 2


def test_many_classes_have_no_heat_map(small, read):
    names = tuple(f"c{i}" for i in range(40))
    many = TargetShown(
        name="kind",
        kind="class",
        weight=1.0,
        known=9,
        classes=names,
        confusion=np.eye(40, dtype=int),
    )
    assert read(str(targets_section(small(targets=(many,))).body)).drawings == []


def test_a_single_target_has_no_such_section(small):
    assert targets_section(small()).body == ""
    assert ">Targets</h2>" not in report_html(small())


def test_hostile_names_are_shown_and_not_obeyed(small, read, hostile):
    bad = TargetShown(name=hostile, kind="number", weight=1.0, known=0)
    page = read(str(targets_section(small(targets=(bad,))).body))
    assert "script" not in page.tags
