from netwright.cli._pairs_words import pairs_line


def test_shares_come_largest_first_and_at_most_five():
    shares = {str(number): number / 21 for number in range(1, 7)}
    line = pairs_line({"input": "a\nb.png", "size": [4, 3], "shares": shares})
    assert line.startswith("a\\nb.png  4 x 3  6 28.6 %, 5 23.8 %")
    assert line.count("%") == 5


def test_files_are_named_and_answers_of_other_tasks_have_no_line():
    given = {"input": "a.png", "size": [4, 3], "shares": {"0": 1.0}, "drawn": "x/a.png"}
    assert pairs_line(given).endswith("0 100.0 %  written to x/a.png")
    assert pairs_line({"label": "cat", "probability": 0.5}) == ""
    assert pairs_line({"input": "a.png", "mean": 0.5}) == ""
