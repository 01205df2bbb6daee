import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.cli import _output
from netwright.cli._output import Output, plain, shown
from netwright.contracts import Progress

HALF = Progress(50, 100, 3.0, {"train/loss": 0.5, "val/accuracy": 0.75, "other": 1.0})


class Terminal(io.StringIO):
    def isatty(self):
        return True


def _terminal(monkeypatch):
    """A terminal in the place of stderr; asked for in the test, as pytest sets stderr before it."""
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "120")
    return stream


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_plain_text_cannot_steer_a_terminal(text):
    said = plain(text)
    said.encode("utf-8")
    assert all(c.isprintable() or c == "\n" for c in said)
    assert said.count("\n") == text.count("\n")
    assert plain(said) == said


def test_a_result_is_one_line_of_json_or_plain_text(capsys):
    facts = {"name": "caf\udce9 \U0001f600 \x1b[31m"}
    Output(as_json=True).result(facts, "text")
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.isascii()
    assert "\x1b" not in said.out
    assert json.loads(said.out) == facts
    Output(as_json=False).result(facts, "red \x1b[31m")
    assert capsys.readouterr().out == "red \\x1b[31m\n"


def test_json_never_holds_what_is_not_json():
    with pytest.raises(ValueError, match="not JSON compliant"):
        Output(as_json=True).result({"value": float("nan")}, "")


def test_everything_but_the_result_is_on_stderr(capsys):
    output = Output(as_json=False)
    output.say("found \x1b[31m")
    output.error("x must be y; got z", "try this")
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "found \\x1b[31m\nnetwright: x must be y; got z\ntry this\n"


def test_quiet_leaves_errors_only(capsys):
    output = Output(as_json=False, quiet=True)
    output.say("found")
    output.watch(HALF)
    output.close()
    assert capsys.readouterr() == ("", "")
    output.error("wrong", "")
    assert capsys.readouterr().err == "netwright: wrong\n"


def test_without_a_terminal_a_line_now_and_then(capsys, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(_output.time, "monotonic", lambda: now[0])
    output = Output(as_json=False)
    output.watch(HALF)
    assert capsys.readouterr().err == ""
    now[0] += _output.QUIET_SECONDS + 1
    output.watch(HALF)
    output.watch(HALF)
    line = "step 50 of 100  train/loss 0.5  val/accuracy 0.75\n"
    assert capsys.readouterr().err == line
    output.watch(Progress(100, 100))
    assert capsys.readouterr().err == "step 100 of 100\n"


@pytest.mark.parametrize("colour", [True, False])
def test_in_a_terminal_a_bar_without_colours_where_they_are_not_wanted(monkeypatch, colour):
    terminal = _terminal(monkeypatch)
    if not colour:
        monkeypatch.setenv("NO_COLOR", "1")
    output = Output(as_json=False)
    output.watch(HALF)
    output.say("[bold]said[/] \x1b[31m while training")
    output.watch(Progress(100, 100, 0.0, HALF.values))
    output.close()
    said = terminal.getvalue()
    assert "100/100" in said
    assert "val/accuracy 0.75" in said
    assert "[bold]said[/] \\x1b[31m while training" in said
    assert ("\x1b[38;" in said or "\x1b[3" in said) == colour


def test_a_value_is_shown_as_people_read_it():
    assert shown(0.5, "fraction") == "50.00 %"
    assert shown(12.34567, "") == "12.35"
