"""What the tests of the house look at: the files of the repository, as git sees them."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def sources(root) -> list[Path]:
    """Every module of the package, sorted."""
    return sorted((root / "src" / "netwright").rglob("*.py"))


@pytest.fixture(scope="session")
def tracked(root) -> list[Path]:
    """Every file that is in the repository or would be with the next ``git add``."""
    command = ["git", "-c", f"safe.directory={root}", "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=True, env=environment)
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"git does not list the files of {root}: {error}")
    paths = (root / os.fsdecode(name) for name in done.stdout.split(b"\0") if name)
    return sorted({path for path in paths if path.is_file()})
