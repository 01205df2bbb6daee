"""Every code line of README.md runs, its tree is the one the docstrings make, its paths exist."""

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
FENCE = re.compile(r"^```(?P<language>\w*)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
PARTS = ["Set up", "Twelve lines", "The rooms", "What it refuses to be", "Figures"]
TWELVE = 12

# Lines that set up what a test already has, and are therefore not run.
SET_UP = ("git clone ", "cd netwright", ". .venv/bin/activate")


def _blocks(language: str | None = None) -> list[tuple[str, str]]:
    found = [(x["language"], x["code"]) for x in FENCE.finditer(README.read_text(encoding="utf-8"))]
    return [x for x in found if language in (None, x[0])]


def _commands(code: str) -> list[str]:
    """The lines of a block of shell, continued lines joined, comments gone."""
    lines = code.replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def _targets() -> set[str]:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    rules = set(re.findall(r"^([a-z-]+):", text, re.MULTILINE))
    assert set(phony.split()) <= rules
    return rules


def _tree():
    """docs/tree.py as a module."""
    spec = importlib.util.spec_from_file_location("netwright_docs_tree", ROOT / "docs" / "tree.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _run(command: list[str], folder: Path) -> None:
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": os.pathsep.join(places)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize("long", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_code_runs(tmp_path, long):
    """All blocks, in their order and in one folder: a later one may use the run of an earlier.

    Lines that ask for minutes of trying take them, so they are for the slow tests.
    """
    for language, code in _blocks():
        if language == "python":
            _run([sys.executable, "-c", code], tmp_path)
        elif language == "sh":
            lines = [x for x in _commands(code) if x.startswith("netwright ")]
            lines = [x for x in lines if long or "--minutes" not in x]
            if lines:
                _run(["sh", "-eu", "-c", "\n".join(lines)], tmp_path)


def test_every_block_says_what_it_is():
    assert {language for language, _ in _blocks()} <= {"python", "sh", "text"}


def test_every_shell_line_is_known():
    """What is neither run nor a target of the Makefile nor set-up would go untested."""
    unknown = []
    for _, code in _blocks("sh"):
        for line in _commands(code):
            word, *rest = line.split()
            targets = [x for x in rest if "=" not in x and not x.startswith("#")]
            made = word == "make" and targets[:1] and targets[0] in _targets()
            if not (made or word == "netwright" or line.startswith(SET_UP)):
                unknown.append(line)
    assert unknown == []


def test_the_first_example_has_at_most_twelve_lines():
    ((_, code), *_) = _blocks("python")
    assert len([line for line in code.splitlines() if line.strip()]) <= TWELVE


def test_it_has_six_parts():
    text = FENCE.sub("", README.read_text(encoding="utf-8"))
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == PARTS
    before = README.read_text(encoding="utf-8").split("\n## ")[0]
    assert before.startswith("# netwright\n\nnetwright ")
    assert "```text" in before or ".svg" in before


def test_every_path_it_names_is_there():
    text = README.read_text(encoding="utf-8")
    named = set(re.findall(r"\b(?:benchmarks|docs|tests|src|changelog\.d)/[\w./-]*\w", text))
    named |= set(re.findall(r"\]\((?!https?:)([^)#]+)\)", text))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_every_figure_has_its_command():
    table = README.read_text(encoding="utf-8").split("\n## Figures\n")[1]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    assert [row for row in rows if not row.rstrip(" |").endswith("`")] == []


def test_the_tree_is_the_one_the_docstrings_make():
    tree = _tree()
    text = README.read_text(encoding="utf-8")
    assert tree.with_tree(text, tree.tree(ROOT)) == text, "run: python docs/tree.py"


@pytest.fixture
def small_house(tmp_path):
    package = tmp_path / "src" / "netwright"
    (package / "upper").mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "upper" / "__init__.py").write_text('"""Stands on lower.\n\nMore words.\n"""\n')
    (package / "lower.py").write_text('"""Carries upper."""\n')
    layers = 'type = "layers"\nlayers = ["upper", "(attic)", "lower"]\n'
    (tmp_path / "pyproject.toml").write_text(f"[[tool.importlinter.contracts]]\n{layers}")
    return tmp_path


def test_the_tree_has_a_line_for_each_room_top_first(small_house):
    tree = _tree()
    (small_house / "README.md").write_text(f"before\n{tree.BEGIN}\nold\n{tree.END}\nafter\n")
    tree.main([], root=small_house)
    text = (small_house / "README.md").read_text()
    assert "  upper/    Stands on lower\n  lower.py  Carries upper\n" in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    tree.main(["--check"], root=small_house)


def test_a_tree_that_is_old_is_found(small_house):
    tree = _tree()
    (small_house / "README.md").write_text(f"{tree.BEGIN}\n{tree.END}\n")
    with pytest.raises(SystemExit, match=r"the tree is not what docs/tree\.py makes"):
        tree.main(["--check"], root=small_house)


def test_a_room_without_a_docstring_is_named(small_house):
    (small_house / "src" / "netwright" / "lower.py").write_text("")
    with pytest.raises(SystemExit, match=r"lower\.py must begin with a docstring; got none"):
        _tree().tree(small_house)


def test_a_readme_without_the_markers_is_refused():
    with pytest.raises(SystemExit, match=r"README\.md must hold the lines"):
        _tree().with_tree("no tree here", "tree")
