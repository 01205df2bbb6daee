"""The import contracts of ``pyproject.toml`` are kept, and no room is left out of them."""

import subprocess
import sys
import tomllib


def _layers(root) -> set[str]:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (x for x in contracts if x["type"] == "layers")
    assert layers["exhaustive"] is True
    names = {name.strip(" ()") for line in layers["layers"] for name in line.split("|")}
    return names | set(layers["exhaustive_ignores"])


def _is_optional(root, name: str) -> bool:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    return f"({name})" in text


def test_the_contracts_are_kept(root):
    code = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken" in done.stdout


def test_every_room_has_its_place(root):
    package = root / "src" / "netwright"
    files = {path.stem for path in package.glob("*.py") if not path.stem.startswith("__")}
    rooms = files | {path.parent.name for path in package.glob("*/__init__.py")}
    assert rooms - _layers(root) == set()


def test_rooms_that_are_built_are_no_longer_optional(root):
    package = root / "src" / "netwright"
    built = [x for x in sorted(_layers(root)) if (package / x / "__init__.py").exists()]
    assert [name for name in built if _is_optional(root, name)] == []
