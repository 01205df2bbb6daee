"""Tests mirror the source: ``src/netwright/<room>/_x.py`` is tested by ``tests/<room>/test_x.py``.

Both tables are for what cannot mirror, with the reason. An entry that is no longer needed fails.
"""

# module below src/netwright -> where its tests are instead, and why
TESTED_ELSEWHERE = {
    "contracts.py": "protocols and plain values; every test of tasks and training uses them",
    "cli/_app.py": "a name and a version; test_main.py asks for both",
    "cli/_commands.py": "imports only; test_schemas.py holds every command to its schema",
}

# test file below tests/ -> what it tests, when that is not one module
TESTS_OF_MORE = {
    "cli/test_commands_boxes.py": "detection through all commands",
    "cli/test_commands_boxes_trunk.py": "the same on the trunk of another network",
    "cli/test_commands_pairs.py": "image to image through all commands",
    "cli/test_commands_style.py": "a style that is learned, through all commands",
    "cli/test_error_corpus.py": "what people do wrong, from every room, as the terminal shows it",
    "cli/test_names.py": "odd names of files, classes and columns through all commands",
    "cli/test_read_only.py": "the data of the user through all commands",
    "cli/test_schemas.py": "--json of all commands against the shipped schemas",
    "faults/test_faults.py": "signals, full disks, locks and damage through whole trainings",
    "faults/test_kill.py": "kills at any instant, in processes of their own",
    "faults/test_kill_style.py": "kills of pictures in the making",
    "reference/test_conformance.py": "what holds for every file of the reference",
    "twins/test_completeness.py": "walks all packages for what has no twin",
    "twins/test_equal_training.py": "whole trainings by the reference and by the fast path",
    "twins/test_plans.py": "whole networks written down again by hand",
    "twins/test_starts.py": "where every parameter of every network begins",
    "twins/test_twins.py": "every equation beside its twin, from every room",
    "twins/test_whole_networks.py": "whole networks beside the reference's graph",
    "training/test_accelerators.py": "the loop on every device and number format there is",
}  # fmt: skip

HOUSE = ("architecture", "docs")


def _expected(path, package) -> str:
    """The test file of a module, below tests/."""
    where = path.relative_to(package)
    return str(where.with_name(f"test_{where.stem.lstrip('_')}.py"))


def _modules(sources, package):
    return [path for path in sources if path.name not in ("__init__.py", "__main__.py")]


def _tests(root):
    files = (path.relative_to(root / "tests") for path in (root / "tests").rglob("test_*.py"))
    return sorted(str(path) for path in files if path.parts[0] not in HOUSE)


def test_every_module_has_its_test_file(sources, root):
    package = root / "src" / "netwright"
    untested = [
        f"src/netwright/{name} needs tests/{_expected(path, package)}"
        for path in _modules(sources, package)
        if (name := str(path.relative_to(package))) not in TESTED_ELSEWHERE
        and not (root / "tests" / _expected(path, package)).exists()
    ]
    assert not untested, "\n".join(untested)


def test_every_test_file_has_its_module(sources, root):
    package = root / "src" / "netwright"
    expected = {_expected(path, package) for path in _modules(sources, package)}
    homeless = [name for name in _tests(root) if name not in expected | set(TESTS_OF_MORE)]
    assert not homeless, "\n".join(homeless)


def test_no_entry_is_stale(sources, root):
    package = root / "src" / "netwright"
    stale = [name for name in TESTS_OF_MORE if not (root / "tests" / name).exists()]
    for name in TESTED_ELSEWHERE:
        path = package / name
        if not path.exists() or (root / "tests" / _expected(path, package)).exists():
            stale.append(name)
    assert not stale, "\n".join(stale)
