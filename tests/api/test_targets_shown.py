import numpy as np

from netwright.api._targets_shown import example_words, targets_shown
from netwright.contracts import Score
from netwright.tasks import SeveralTargets, Target

TASK = SeveralTargets(
    parts=(
        Target(name="colour", kind="class", classes=("blue", "red"), shares=(0.75, 0.25)),
        Target(name="price", kind="number", mean=10.0, std=4.0, weight=2.0),
        Target(name="marks", kind="labels", classes=("a", "b"), shares=(0.5, 0.1)),
    ),
    numbers=1, sizes=(), side=0, channels=0, mean=(), std=(),
)  # fmt: skip
STORED = {
    "label:colour": np.array([1, 0, -1]),
    "target:price": np.array([14.0, np.nan, 2.0]),
    "labels:marks": np.array([[1, 0], [255, 255], [1, 1]], np.uint8),
}
OUTPUT = np.array([[0.0, 9.0, 1.0, 9.0, -9.0], [0.0, 9.0, 0.0, 9.0, 9.0], [0, 0, -1.0, 9.0, -9.0]])


def test_each_target_is_shown_on_the_rows_that_have_it():
    scores = {"colour/accuracy": Score(0.5, 0.2), "price/rmse": Score(2.0, 1.0)}
    colour, price, marks = targets_shown(TASK, OUTPUT, STORED, scores, {"colour/accuracy": 0.5})
    assert (colour.known, colour.measure, colour.score, colour.trivial) == (
        2, "accuracy", Score(0.5, 0.2), 0.5,
    )  # fmt: skip
    assert colour.confusion.tolist() == [[0, 1], [0, 1]]
    truth, answers = price.residuals
    np.testing.assert_allclose((truth, answers), ([14.0, 2.0], [14.0, 6.0]))
    assert (price.weight, price.trivial) == (2.0, None)
    found = {row["label"]: (row["support"], row["recall"]) for row in marks.per_label}
    assert found == {"a": (2.0, 1.0), "b": (1.0, 0.0)}


def test_a_target_nobody_has_is_shown_without_a_measure():
    gone = {**STORED, "label:colour": np.full(3, -1)}
    colour, *_ = targets_shown(TASK, OUTPUT, gone, {}, {})
    assert (colour.known, colour.measure, colour.score, colour.confusion) == (0, "", None, None)


def test_an_example_is_told_in_one_line():
    answer = TASK.answers(OUTPUT)[0]["targets"]
    assert example_words(TASK, STORED, 0, answer) == {
        "truth": "colour red; price 14; marks a",
        "answer": "colour red; price 14; marks a",
    }
    assert example_words(TASK, STORED, 1, answer)["truth"] == "colour blue; price -; marks -"
