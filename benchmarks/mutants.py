"""Do the tests notice a changed equation? Mutation testing of three files of the reference.

    pip install mutmut==3.8.1
    python benchmarks/mutants.py

mutmut changes one thing at a time in ``layers/convolution.py``, ``losses/cross_entropy.py`` and
``sequences/gru.py`` (a sign, a constant, an axis, a word) and runs the tests of that file, the
conformance suite and the twins; a mutant that no test notices survives. Works on a copy in a
temporary folder. Takes about four minutes; what survived and why is in docs/log.md.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from shared import say

ROOT = Path(__file__).resolve().parents[1]
FILES = ("layers/convolution.py", "losses/cross_entropy.py", "sequences/gru.py")
NAMES = "convolution or cross_entropy or gru"
SETTINGS = """
[tool.mutmut]
source_paths = [{paths}]
pytest_add_cli_args_test_selection = [
    "tests/reference", "tests/twins/test_twins.py", "-k", "{names}",
]
also_copy = ["src/netwright", "tests"]
[tool.pytest.ini_options]
pythonpath = ["tests"]
addopts = "--import-mode=importlib"
"""


def copied(place: Path) -> None:
    """What mutmut works on: the package, the tests of the reference, its settings."""
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "netwright", place / "src" / "netwright", ignore=skip)
    for tests in ("reference", "twins"):
        shutil.copytree(ROOT / "tests" / tests, place / "tests" / tests, ignore=skip)
    paths = ", ".join(f'"src/netwright/reference/{file}"' for file in FILES)
    settings = SETTINGS.format(paths=paths, names=NAMES)
    (place / "pyproject.toml").write_text(settings, encoding="utf-8")


def mutmut(place: Path, *arguments: str) -> str:
    """What a command of mutmut says."""
    command = [sys.executable, "-m", "mutmut", *arguments]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=place, env=environment, capture_output=True, text=True, check=False
    )
    return done.stdout


def changed(shown: str) -> str:
    """The line of a mutant that differs."""
    lines = [line for line in shown.splitlines() if line.startswith("+") and line[1:2] != "+"]
    return " ".join(line[1:].strip() for line in lines)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="netwright-mutants-") as name:
        place = Path(name)
        copied(place)
        mutmut(place, "run", "--max-children", "2")
        results = [line.strip() for line in mutmut(place, "results", "--all", "true").splitlines()]
        pairs = [line.rsplit(": ", 1) for line in results if ": " in line]
        alive = [mutant for mutant, state in pairs if state == "survived"]
        for mutant in alive:
            say(
                survived=mutant.split("reference.")[-1], line=changed(mutmut(place, "show", mutant))
            )
        states = [state for _, state in pairs]
        say(mutants=len(states), **{state: states.count(state) for state in sorted(set(states))})


if __name__ == "__main__":
    main()
