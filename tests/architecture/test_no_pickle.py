"""No name that reads pickles, or runs what a file says, is used in the source: R6 by grammar.

Names are followed through their imports, so ``from torch import load as x`` is found as well.
One exception is listed: the import worker, a process of its own for foreign weights.
"""

import ast
from pathlib import Path

import pytest

MODULES = {
    "pickle", "_pickle", "cPickle", "pickle5", "dill", "cloudpickle", "joblib", "shelve", "marshal",
    "yaml", "runpy", "torch.package", "torch.hub",
}  # fmt: skip
CALLS = {
    "eval", "exec", "compile", "builtins.eval", "builtins.exec", "builtins.compile",
    "torch.load", "torch.jit.load", "torch.serialization.load", "torch.export.load",
    "torch.serialization.add_safe_globals", "pandas.read_pickle", "pandas.read_hdf",
    "multiprocessing.reduction.ForkingPickler.loads",
}  # fmt: skip
BY_NAME = {"importlib.import_module", "__import__", "builtins.__import__"}
ARRAYS = {"numpy.load", "numpy.lib.npyio.load", "numpy.lib.format.read_array"}

# file below src/netwright -> what it may use; anything more, or less, fails
EXCEPTIONS = {"artefacts/_import_worker.py": {"torch.load"}}


def imported(tree: ast.Module) -> dict[str, str]:
    """Local name -> what it stands for, dots and all."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                first = name.name.split(".")[0]
                names[name.asname or first] = name.name if name.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for name in node.names:
                names[name.asname or name.name] = f"{node.module}.{name.name}"
    return names


def full_name(node: ast.expr, names: dict[str, str]) -> str:
    """A dotted name with its first part resolved; empty for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        inner = full_name(node.value, names)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def used(source: str) -> set[str]:
    """Everything in a module that could run what a file holds."""
    tree = ast.parse(source)
    names = imported(tree)
    found = {name for full in names.values() for name in MODULES if within(full, name)}
    found |= {full for full in names.values() if full in CALLS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {name for x in node.names for name in MODULES if within(x.name, name)}
        if isinstance(node, ast.Attribute) and full_name(node, names) in CALLS:
            found.add(full_name(node, names))
        if isinstance(node, ast.Call):
            found |= called(node, full_name(node.func, names))
    return found


def within(name: str, module: str) -> bool:
    return name == module or name.startswith(f"{module}.")


def called(node: ast.Call, name: str) -> set[str]:
    constant = bool(node.args) and isinstance(node.args[0], ast.Constant)
    if name in CALLS or (name in BY_NAME and not constant):
        return {name}
    if name in ARRAYS:
        given = {word.arg: word.value for word in node.keywords}.get("allow_pickle")
        safe = isinstance(given, ast.Constant) and given.value is False
        return set() if safe else {f"{name} without allow_pickle=False"}
    return set()


def lazy_top_level(file: str) -> set[str]:
    """The package's own ``__getattr__`` imports by name, from the table beside it."""
    return {"importlib.import_module"} if file == "__init__.py" else set()


def test_the_source_uses_none_of_them_but_for_the_one_exception(sources, root):
    package = root / "src" / "netwright"
    found = {}
    for path in sources:
        file = path.relative_to(package).as_posix()
        wrong = used(path.read_text(encoding="utf-8")) - lazy_top_level(file)
        if wrong:
            found[file] = wrong
    assert found == EXCEPTIONS


def test_the_exception_reads_weights_only_once_and_is_imported_by_nobody(sources, root):
    worker = root / "src" / "netwright" / "artefacts" / "_import_worker.py"
    loads = [
        node
        for node in ast.walk(ast.parse(worker.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "torch.load"
    ]
    assert len(loads) == 1
    words = {word.arg: ast.unparse(word.value) for word in loads[0].keywords}
    assert words == {"map_location": "'cpu'", "weights_only": "True", "mmap": "False"}
    for path in sources:
        names = imported(ast.parse(path.read_text(encoding="utf-8"))).values()
        assert not [name for name in names if "_import_worker" in name], path


FOUND = {
    "import pickle": {"pickle"},
    "import pickle as p": {"pickle"},
    "from pickle import loads": {"pickle"},
    "import torch.hub": {"torch.hub"},
    "from torch import hub": {"torch.hub"},
    "import joblib.memory": {"joblib"},
    "def f():\n    from dill import load": {"dill"},
    "import torch\ntorch.load(x)": {"torch.load"},
    "import torch\nf = torch.load": {"torch.load"},
    "import torch as t\nt.load(x, weights_only=True)": {"torch.load"},
    "from torch import load as read": {"torch.load"},
    "eval(x)": {"eval"},
    "exec(x)": {"exec"},
    "import builtins\nbuiltins.eval(x)": {"builtins.eval"},
    "import importlib\nimportlib.import_module(x)": {"importlib.import_module"},
    "from importlib import import_module as i\ni(f'a.{x}')": {"importlib.import_module"},
    "__import__(x)": {"__import__"},
    "import numpy as np\nnp.load(x)": {"numpy.load without allow_pickle=False"},
    "import numpy as np\nnp.load(x, allow_pickle=y)": {"numpy.load without allow_pickle=False"},
    "from numpy import load\nload(x, allow_pickle=True)": {"numpy.load without allow_pickle=False"},
}
FINE = [
    "model.eval()",
    "import re\nre.compile(x)",
    "import torch\ntorch.compile(x)",
    "import importlib\nimportlib.import_module('json')",
    "import numpy as np\nnp.load(x, allow_pickle=False)",
    "import json\njson.load(x)",
    "import tomllib\ntomllib.load(x)",
    "from netwright.artefacts import load_model",
]


@pytest.mark.parametrize("source", FOUND)
def test_the_search_finds_it(source):
    assert used(source) == FOUND[source]


@pytest.mark.parametrize("source", FINE)
def test_the_search_lets_other_things_pass(source):
    assert used(source) == set()


def test_every_exception_is_a_file(root):
    assert all(Path(root, "src", "netwright", file).is_file() for file in EXCEPTIONS)
