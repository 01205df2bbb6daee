"""What holds for every test, and the one fixture that finds the shared data.

- Caches of netwright go to a folder of this session, and away with it.
- Nothing is unpickled and no other machine is called, here and in the processes the tests start:
  ``architecture/bans`` says how. torch's caches of compiled code are pickles, so they are off.
- Tests on real data take the fixture ``shared_data``; where the data are not, they say so.
"""

import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
BANS = ROOT / "tests" / "architecture" / "bans"
DATA_VARIABLE = "NETWRIGHT_DATA"
COMPILE_CACHES_OFF = {
    "TORCHINDUCTOR_FORCE_DISABLE_CACHES": "1",
    "TORCHINDUCTOR_FX_GRAPH_CACHE": "0",
    "TORCHINDUCTOR_AUTOGRAD_CACHE": "0",
}
SESSION = pytest.StashKey[tempfile.TemporaryDirectory[str]]()

collect_ignore = ["architecture/bans"]


def pytest_configure(config):
    # Hooks and not fixtures: the examples in src/ are tests too, and see no fixture of this file.
    session = tempfile.TemporaryDirectory(prefix="netwright-tests-", ignore_cleanup_errors=True)
    config.stash[SESSION] = session
    os.environ["NETWRIGHT_CACHE"] = session.name
    os.environ.update(COMPILE_CACHES_OFF)
    inherited = [os.environ["PYTHONPATH"]] if os.environ.get("PYTHONPATH") else []
    if str(BANS) not in os.pathsep.join(inherited).split(os.pathsep):
        os.environ["PYTHONPATH"] = os.pathsep.join([str(BANS), *inherited])
    if str(BANS) not in sys.path:
        sys.path.insert(0, str(BANS))
    import suite_bans

    suite_bans.install()
    suite_bans.replace_names()
    # The same examples in every run, so that what passed once passes again; new ones are drawn by
    # make test-slow. Other work on the machine is no fault of a test: no deadline.
    settings.register_profile("same", derandomize=True, deadline=None)
    settings.register_profile("new", derandomize=False, deadline=None)
    settings.load_profile(os.environ.get("NETWRIGHT_EXAMPLES", "same"))


def pytest_unconfigure(config):
    session = config.stash.get(SESSION, None)
    if session is not None:
        session.cleanup()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets: ``$NETWRIGHT_DATA``, or ``shared/data`` beside the repository.

    Read only: no test writes into it.
    """
    named = os.environ.get(DATA_VARIABLE)
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no shared data: {folder} is not there; {DATA_VARIABLE} can name it")
    return folder
