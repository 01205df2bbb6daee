import pytest

from netwright.report._card_text import escaped, listing, row_of


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a|b", r"a\|b"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("# head", r"\# head"),
        ("-0.5", "-0.5"),
        ("- item", r"\- item"),
        ("98.3 %", "98.3 %"),
        ("3. third", r"3\. third"),
        ("--- rule", r"\--- rule"),
        ("learning_rate", "learning_rate"),
        ("_soft_", r"\_soft\_"),
        ("[x](y)", r"\[x\](y)"),
        ("a\nb\x1b", r"a\\nb\\x1b"),
    ],
)
def test_text_is_shown_and_never_obeyed(text, safe):
    assert escaped(text) == safe


def test_rows_and_lists():
    assert row_of(["a|b", "c"]) == r"| a\|b | c |"
    assert listing("Data", ["x"]) == "## Data\n\n- x"
    assert listing("Data", []) == ""
