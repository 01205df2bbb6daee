"""No load path can run code: the words that could are not in the source (R6, R8).

The suite also runs with unpickling banned (``bans/``); this test finds what no test reaches.
"""

import ast

MODULES = {"pickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "yaml"}
BUILT_IN = {"eval", "exec", "compile", "__import__"}  # `model.eval()` is another thing
ANYWHERE = {"import_module", "run_path", "run_module"}

# file below src/netwright -> call it may make, and why
ALLOWED = {
    ("__init__.py", "import_module"): "the lazy top level; the names are in a table beside it",
}


def _called(node: ast.Call) -> str:
    return ast.unparse(node.func)


def _keyword(node: ast.Call, name: str) -> object:
    values = [x.value for x in node.keywords if x.arg == name]
    return values[0].value if values and isinstance(values[0], ast.Constant) else None


def _imports(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Import):
        return {name.name.split(".")[0] for name in node.names}
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return {node.module.split(".")[0]}
    return set()


def _forbidden(node: ast.AST, file: str) -> list[str]:
    wrong = [f"imports {name}" for name in _imports(node) & MODULES]
    if isinstance(node, ast.Call):
        called = _called(node)
        last = called.rsplit(".", 1)[-1]
        runs = called.removeprefix("builtins.") in BUILT_IN or last in ANYWHERE
        if runs and (file, last) not in ALLOWED:
            wrong.append(f"calls {called}")
        if last in {"load", "fromfile"} and _keyword(node, "allow_pickle") not in (None, False):
            wrong.append(f"calls {called} with allow_pickle")
        if called == "torch.load" and _keyword(node, "weights_only") is not True:
            wrong.append("calls torch.load without weights_only=True")
    return wrong


def test_nothing_in_the_source_can_run_what_a_file_holds(sources, root):
    package = root / "src" / "netwright"
    wrong = []
    for path in sources:
        file = path.relative_to(package).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            wrong += [f"{file}:{node.lineno} {what}" for what in _forbidden(node, file)]
    assert not wrong, "\n".join(wrong)


def test_torch_load_is_in_one_file_at_most(sources, root):
    """Foreign weights enter by one door, ``netwright import-weights``."""
    doors = [
        str(path.relative_to(root))
        for path in sources
        if any(
            isinstance(node, ast.Call) and _called(node) == "torch.load"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    ]
    assert len(doors) <= 1


def test_the_search_finds_what_it_looks_for():
    source = "import pickle\nfrom joblib import load\neval('1')\nnp.load(x, allow_pickle=True)\n"
    source += "torch.load(x)\nimportlib.import_module(x)\nre.compile('x')\nmodel.eval()\n"
    found = [x for node in ast.walk(ast.parse(source)) for x in _forbidden(node, "some.py")]
    assert sorted(found) == [
        "calls eval",
        "calls importlib.import_module",
        "calls np.load with allow_pickle",
        "calls torch.load without weights_only=True",
        "imports joblib",
        "imports pickle",
    ]


def test_no_exception_is_stale(root):
    package = root / "src" / "netwright"
    files = {file for file, _ in ALLOWED}
    assert [file for file in files if not (package / file).exists()] == []
