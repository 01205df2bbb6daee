"""Every ``raise`` with words of its own has a test that knows some of them.

A message is cut at its holes (``{...}``) into runs of words. The words are known when a string in
the tests, ``match=`` or any other, holds THREE words of a run one after the other, or the whole
run where it is shorter; and one of them must say more than "must be at least". So a message can
be reworded a little, but not come up untested, be swapped with another, or lose its words.

A ``raise`` without words (``raise explain(error)``, ``raise``) is judged where its words are:
functions that return an error are looked at in the same way.
"""

import ast
import re
from collections.abc import Iterator

THREE = 3
PLAIN = frozenset(
    re.findall(
        r"\w+",
        "a an and at be been by for from got has have in is it least most must no not of on one or "
        "other than that the there this to was what with more",
    )
)
SETTING = "SettingError"
HOLE = "\0"


def _text(node: ast.expr | None) -> str:
    """The literal parts of an expression of text, with a hole for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        return _text(node.left) + HOLE * isinstance(node.op, ast.Mod) + _text(node.right)
    if isinstance(node, ast.IfExp):
        return _text(node.body) + HOLE + _text(node.orelse)
    return HOLE


def _runs(text: str) -> list[list[str]]:
    """Words in a row, all small; holes and line ends cut."""
    parts = [re.findall(r"[a-z0-9_]+", part.lower()) for part in re.split(r"[\0\n]", text)]
    return [part for part in parts if part]


def _message(call: ast.Call) -> list[list[str]]:
    """The runs of words of an error's message; the hint is not part of it."""
    given = {word.arg: word.value for word in call.keywords}
    if isinstance(call.func, ast.Name) and call.func.id == SETTING:
        name = _text(call.args[0] if call.args else given.get("name"))
        return _runs(f"{name} must be {_text(given.get('wanted'))}; got")
    return _runs(_text(call.args[0])) if call.args else []


def _errors(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that make the error of a raise, or that a function returns as one."""
    for node in ast.walk(tree):
        made = node.exc if isinstance(node, ast.Raise) else getattr(node, "value", None)
        if isinstance(node, ast.Raise | ast.Return) and isinstance(made, ast.Call):
            name = ast.unparse(made.func).rsplit(".", 1)[-1]
            if isinstance(node, ast.Raise) or name.endswith("Error"):
                yield made


def _unescaped(pattern: str) -> str:
    """A regular expression as the words it wants: what may vary becomes a hole."""
    loose = re.sub(r"\\[dDwWsSbB]|\[[^\]]*\]|\.[*+?]|\.\{", HOLE, pattern)
    return loose.replace("\\n", HOLE).replace("\\", "")


def _known(root) -> set[tuple[str, ...]]:
    """Every one, two and three words in a row that a string of the tests holds."""
    known = set()
    for path in (root / "tests").rglob("*.py"):
        if path.is_relative_to(root / "tests" / "architecture"):
            continue  # the examples below would vouch for the messages they look like
        tree = ast.parse(path.read_text(encoding="utf-8"))
        prose = {id(x.value) for x in ast.walk(tree) if isinstance(x, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr | ast.Constant) and id(node) not in prose:
                for run in _runs(_unescaped(_text(node))):
                    known |= set(_rows(run))
    return known


def _rows(run: list[str]) -> Iterator[tuple[str, ...]]:
    for length in range(1, THREE + 1):
        for start in range(len(run) - length + 1):
            yield tuple(run[start : start + length])


def _enough(message: list[list[str]]) -> set[tuple[str, ...]]:
    """The rows of words of which a test must know one."""
    longest = min(THREE, max(len(run) for run in message))
    rows = {row for run in message for row in _rows(run) if len(row) == longest}
    telling = {row for row in rows if any(x not in PLAIN and not x.isdigit() for x in row)}
    return telling or rows


def _untested(source: str, known: set[tuple[str, ...]]) -> list[str]:
    missing = []
    for call in _errors(ast.parse(source)):
        message = _message(call)
        if message and not _enough(message) & known:
            missing.append(f"{call.lineno}: {' ... '.join(' '.join(run) for run in message)}")
    return missing


def test_the_words_of_every_error_are_in_a_test(sources, root):
    known = _known(root)
    missing = [
        f"{path.relative_to(root)}:{what}"
        for path in sources
        for what in _untested(path.read_text(encoding="utf-8"), known)
    ]
    assert not missing, f"{len(missing)} messages no test knows:\n" + "\n".join(missing)


def test_the_search_tells_tested_words_from_others():
    source = 'raise DataError(f"{path} must hold pictures of plain kinds; got {kind}")\n'
    source += 'raise SettingError("epochs", 0, wanted="1 or more")\n'
    source += "raise explain(error)\n"
    assert _untested(source, set()) == [
        "1: must hold pictures of plain kinds got",
        "2: epochs must be 1 or more got",
    ]
    known = {("epochs", "must", "be"), ("pictures", "of", "plain")}
    assert _untested(source, known) == []
    generic = {("must", "be", "1"), ("be", "1", "or"), ("1", "or", "more"), ("or", "more", "got")}
    assert len(_untested('raise SettingError("steps", 0, wanted="1 or more")', generic)) == 1
