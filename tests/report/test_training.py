import math

from netwright.report import GoalShown
from netwright.report._training import points, training_section


def titles(page):
    return [drawing.find("title").text for drawing in page.drawings]


def test_curves_of_loss_goal_and_learning_rate(full, read):
    page = read(training_section(full()).body)
    assert titles(page) == ["Loss", "Accuracy", "Learning rate"]
    assert "no better for 8 epochs" in page.words
    assert "best, step 20" in page.words


def test_a_goal_that_is_the_loss_is_drawn_once(full, read):
    page = read(training_section(full(goal=GoalShown(measure="loss", best="min", unit=""))).body)
    assert titles(page) == ["Loss", "Learning rate"]


def test_points_are_sorted_and_what_is_no_number_is_nan():
    lines = [
        {"step": 3, "x": "broken"},
        {"step": 1, "x": 2},
        {"step": 2, "x": None},
        {"step": "bad", "x": 1.0},
        {"y": 1},
    ]
    found = points(lines, "x")
    assert [step for step, _ in found] == [1, 2, 3]
    assert found[0][1] == 2
    assert all(math.isnan(value) for _, value in found[1:])


def test_lines_without_steps_count_on():
    assert points([{"x": 5.0}, {"x": 6.0}], "x") == [(0.0, 5.0), (1.0, 6.0)]


def test_without_a_history_the_section_is_absent(small):
    assert training_section(small()).body == ""
