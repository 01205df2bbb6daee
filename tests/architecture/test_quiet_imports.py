"""Importing netwright does nothing but define names; a fresh interpreter says so."""

import json
import subprocess
import sys

import pytest

LIGHT = """
import json, os, sys, threading
before = dict(os.environ)
import netwright
tasks = "/proc/self/task"
print(json.dumps({
    "heavy": sorted({"torch", "sklearn", "polars", "pydantic", "PIL"} & set(sys.modules)),
    "threads": len(os.listdir(tasks)) if os.path.isdir(tasks) else threading.active_count(),
    "environment": dict(os.environ) == before,
}))
"""

# The libraries netwright stands on are imported first: scikit-learn sets variables of its own.
EVERYTHING = """
import importlib, json, logging, os, random, signal, sys, threading, warnings
libraries, modules = json.loads(sys.argv[1]), json.loads(sys.argv[2])
for library in libraries:
    importlib.import_module(library)
import numpy, torch
from PIL import Image, ImageFile


def state():
    loggers = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    return {
        "environment": dict(os.environ),
        "folder": os.getcwd(),
        "path": list(sys.path),
        "handlers of logging": {x.name: list(map(repr, x.handlers)) for x in loggers if x.handlers},
        "handlers of signals": [repr(signal.getsignal(x)) for x in signal.valid_signals()],
        "threads": threading.active_count(),
        "warning filters": list(map(repr, warnings.filters)),
        "hooks": [repr(sys.excepthook), repr(sys.displayhook), repr(threading.excepthook)],
        "random": repr(random.getstate()),
        "random of numpy": repr(numpy.random.get_state()),
        "printing of numpy": repr(numpy.get_printoptions()),
        "errors of numpy": repr(numpy.geterr()),
        "random of torch": torch.get_rng_state().tolist(),
        "threads of torch": torch.get_num_threads(),
        "types of torch": repr([torch.get_default_dtype(), torch.get_default_device()]),
        "rigour of torch": torch.are_deterministic_algorithms_enabled(),
        "limits of Pillow": [Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES],
    }


changed = {}
before = state()
for module in modules:
    importlib.import_module(module)
    after = state()
    wrong = [name for name in after if after[name] != before[name]]
    if wrong:
        changed[module] = wrong
    before = after
print(json.dumps(changed))
"""


def _fresh(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)


def _module(path, root) -> str:
    parts = path.relative_to(root / "src").with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_importing_the_package_is_light_and_silent():
    done = _fresh(LIGHT)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout) == {"heavy": [], "threads": 1, "environment": True}


def test_importing_any_module_changes_nothing(sources, root):
    libraries = ["numpy", "torch", "torch.utils.tensorboard", "safetensors.torch", "PIL.Image"]
    libraries += ["sklearn.datasets", "sklearn.metrics", "polars", "pydantic.dataclasses"]
    libraries += ["cyclopts", "rich.progress", "platformdirs", "filelock"]
    modules = [_module(path, root) for path in sources]
    done = _fresh(EVERYTHING, json.dumps(libraries), json.dumps(modules))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout) == {}


def test_the_reference_does_not_need_torch(root):
    if not (root / "src" / "netwright" / "reference").exists():
        pytest.skip("the room reference is not built yet")
    done = _fresh(
        "import sys; sys.modules['torch'] = None; import netwright.reference; "
        "sys.exit('netwright.errors' in sys.modules)"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
