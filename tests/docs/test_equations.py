"""docs/equations.md: its code runs, and it names every equation."""

import re
from pathlib import Path

from netwright.reference import equations

PAGE = Path(__file__).resolve().parents[2] / "docs" / "equations.md"


def test_the_code_of_the_page_runs():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(code, str(PAGE), "exec"), {})


def test_every_equation_is_named_once():
    named = re.findall(r"^- `(\w+)`: .", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(named) == sorted(equations())
