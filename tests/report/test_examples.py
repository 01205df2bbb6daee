import numpy as np

from netwright.report import ExampleShown, GoalShown
from netwright.report._examples import doubtful_section, residuals_section, worst_section


def test_a_picture_comes_with_truth_answer_probability_and_loss(full, read):
    page = read(worst_section(full()).body)
    for words in ("c0", "c1", "51.2 %", "3.25", "row 7"):
        assert words in page.words
    assert page.all("img", "alt") == ["row 7: truth c0, answer c1"]
    assert page.all("dd", "class") == ["wrong"]


def test_a_number_is_some_way_off_and_neither_right_nor_wrong(small, read):
    row = ExampleShown(name="row 3", truth=100.0, answer=150.5, fields={"area": "12", "pool": ""})
    page = read(worst_section(small(worst=[row])).body)
    assert " (+50.5)" in page.words
    assert page.all("dd", "class") == []
    assert {"area", "12", "—"} <= set(page.words)


def test_many_fields_are_folded_but_all_are_there(small, read):
    fields = {f"f{i}": f"v{i}" for i in range(80)}
    row = ExampleShown(name="row 3", truth="a", answer="a", fields=fields)
    page = read(doubtful_section(small(doubtful=[row])).body)
    assert "70 more" in page.words
    assert set(fields) | set(fields.values()) <= set(page.words)
    assert page.all("dd", "class") == ["right"]


def test_values_that_are_no_number_survive(small, read):
    row = ExampleShown(name="r", truth=float("nan"), answer=1.0, probability=float("nan"))
    assert "not a number" in read(worst_section(small(worst=[row])).body).words


def test_the_errors_of_a_regression(small, read):
    truth = np.arange(1.0, 101.0)
    content = small(
        goal=GoalShown(measure="mae", best="min", unit="m"), residuals=(truth, truth + 2.0)
    )
    page = read(residuals_section(content).body)
    said = "Half of the answers are within 2 m of the truth, nine in ten within 2 m."
    assert said in page.words
    assert len(page.drawings) == 2


def test_a_goal_of_another_unit_does_not_name_the_errors(small, read):
    goal = GoalShown(measure="rmse_log", best="min", unit="log m")
    content = small(goal=goal, residuals=(np.ones(3), np.ones(3) * 2))
    assert "log m" not in read(residuals_section(content).body).text


def test_sections_without_examples_are_absent(small):
    for section in (worst_section, doubtful_section, residuals_section):
        assert section(small()).body == ""
    assert residuals_section(small(residuals=(np.full(3, np.nan), np.ones(3)))).body == ""
