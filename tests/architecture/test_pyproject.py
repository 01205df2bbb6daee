"""Dependencies are few, and each says which file needs it; the files agree."""

import ast
import re
import sys
import tomllib

CORE_LIMIT = 12
MODULES = {"pillow": "PIL", "scikit-learn": "sklearn"}  # where they differ from the names
PACKAGE = "netwright"
LINE = re.compile(r'^\s*"(?P<name>[a-z0-9_-]+)[^"]*",\s*(?:#\s*(?P<why>.*))?$')


def _settings(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def _names(requirements) -> set[str]:
    return {re.match(r"[A-Za-z0-9_-]+", x).group().lower() for x in requirements}


def _reasons(root) -> dict[str, str]:
    """Core dependency -> the comment behind it."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    block = text.split("\ndependencies = [\n", 1)[1].split("\n]", 1)[0]
    lines = [LINE.match(line) for line in block.splitlines()]
    assert all(lines), block
    return {line["name"]: line["why"] or "" for line in lines}


def _imported(path) -> set[str]:
    """Top-level names of what a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def _importing(place, module) -> bool:
    files = place.rglob("*.py") if place.is_dir() else [place] if place.is_file() else []
    return any(module in _imported(path) for path in files)


def test_the_core_is_small(root):
    assert len(_settings(root)["project"]["dependencies"]) <= CORE_LIMIT


def test_every_core_dependency_names_a_file_that_imports_it(root):
    reasons = _reasons(root)
    assert set(reasons) == _names(_settings(root)["project"]["dependencies"])
    wrong = []
    for name, why in reasons.items():
        places, _, purpose = why.partition(":")
        module = MODULES.get(name, name)
        if not places or not purpose.strip():
            wrong.append(f"{name}: the comment must be 'file: purpose'; got {why!r}")
            continue
        wrong += [
            f"{name}: {place} does not import {module}"
            for place in (x.strip() for x in places.split(","))
            if not _importing(root / "src" / PACKAGE / place, module)
        ]
    assert not wrong, "\n".join(wrong)


def test_everything_imported_is_declared(sources, root):
    project = _settings(root)["project"]
    extras = project["optional-dependencies"]
    for_users = [wanted for name, wanted in extras.items() if name not in {"test", "docs"}]
    declared = _names([*project["dependencies"], *(x for wanted in for_users for x in wanted)])
    modules = {MODULES.get(name, name) for name in declared}
    known = modules | set(sys.stdlib_module_names) | {PACKAGE}
    undeclared = [
        f"{path.relative_to(root)}: {name}"
        for path in sources
        for name in sorted(_imported(path) - known)
    ]
    assert not undeclared, "\n".join(undeclared)
