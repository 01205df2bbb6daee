from netwright.cli._people_words import people_line

SURE = {"probability": 0.9312, "score": 0.7, "threshold": 0.5}


def test_the_same_or_not():
    answer = {"inputs": ["a.png", "b.png"], "same": True, **SURE}
    words = "(probability 93.1 %, score 0.700, threshold 0.500)"
    assert people_line(answer) == f"a.png  b.png  the same  {words}"
    assert "  not the same  " in people_line({**answer, "same": False})


def test_who_in_one_line_whatever_the_name():
    answer = {"input": "a\nb.png", "who": "Ada\x1b[31m", "alike": {"Ada\x1b[31m": 0.7}, **SURE}
    line = people_line(answer)
    assert line.startswith("a\\nb.png  Ada\\x1b[31m  (most alike: Ada\\x1b[31m, probability 93.1")


def test_answers_of_other_tasks_are_left_to_others():
    assert people_line({"input": "a.png", "label": "cat", "probability": 0.5}) == ""
