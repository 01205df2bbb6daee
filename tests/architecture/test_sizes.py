"""Files and functions stay small enough to be read at once. Complexity is ruff's."""

import ast
import statistics

import pytest

FILE_LINES = 300
FUNCTION_LINES = 60
MEDIAN_LINES = 160


def _lines(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_300_lines(tracked, root):
    python = [path for path in tracked if path.suffix == ".py"]
    sizes = {path.relative_to(root): _lines(path) for path in python}
    long = [f"{path}: {size} lines" for path, size in sizes.items() if size > FILE_LINES]
    assert not long, "\n".join(long)


def test_no_function_is_longer_than_60_lines(tracked, root):
    long = []
    for path in tracked:
        if path.suffix != ".py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(x.lineno for x in node.decorator_list)])
                size = (node.end_lineno or first) - first + 1
                if size > FUNCTION_LINES:
                    long.append(f"{path.relative_to(root)}:{first} {node.name}: {size} lines")
    assert not long, "\n".join(long)


def test_the_middle_file_has_at_most_160_lines(sources, record_property):
    sizes = [_lines(path) for path in sources if path.name != "__init__.py"]
    if not sizes:
        pytest.skip("no modules yet")
    median = statistics.median(sizes)
    record_property("median lines", median)
    assert median <= MEDIAN_LINES
