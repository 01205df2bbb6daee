import pytest

from netwright.data import _plain_checks as checks
from netwright.errors import DamageError


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: checks.take_mapping([], "p"), r"p must be a mapping; got '\[\]'"),
        (lambda: checks.take_mapping({1: 2}, "p"), "p must be a mapping; got"),
        (lambda: checks.take_list({}, "a", "p"), "p.a must be a list; got 'None'"),
        (lambda: checks.take_text({"a": 1}, "a", "p"), "p.a must be text; got '1'"),
        (lambda: checks.take_flag({"a": 1}, "a", "p"), "p.a must be true or false; got '1'"),
        (lambda: checks.take_number({"a": True}, "a", "p"), "p.a must be a finite number; got"),
        (lambda: checks.take_number({"a": "1"}, "a", "p"), "p.a must be a finite number; got"),
        (lambda: checks.take_number({"a": float("inf")}, "a", "p"), "finite number; got 'inf'"),
        (
            lambda: checks.take_rising({"a": []}, "a", "p"),
            r"p.a must be rising numbers; got '\[\]'",
        ),
        (lambda: checks.take_rising({"a": [1, 1]}, "a", "p"), "p.a must be rising numbers; got"),
        (lambda: checks.take_rising({"a": [2, 1]}, "a", "p"), "p.a must be rising numbers; got"),
        (lambda: checks.take_rising({"a": [1, "2"]}, "a", "p"), "p.a must be a finite number"),
        (lambda: checks.take_unique(["a", 1], "p"), "p must be different texts; got '1'"),
        (lambda: checks.take_unique(["a", None], "p"), "p must be different texts; got 'None'"),
        (lambda: checks.take_unique(["a", "b", "a"], "p"), "p must be different texts; got 'a'"),
    ],
)
def test_nonsense_is_refused_with_its_place(call, words):
    with pytest.raises(DamageError, match=words):
        call()


def test_what_is_right_comes_back():
    assert checks.take_mapping({"a": 1}, "p") == {"a": 1}
    assert checks.take_list({"a": (1, 2)}, "a", "p") == [1, 2]
    assert checks.take_number({"a": 2}, "a", "p") == 2.0
    assert checks.take_rising({"a": [1, 2.5]}, "a", "p") == (1.0, 2.5)
    assert checks.take_unique([None, "b"], "p", missing=True) == (None, "b")
