"""A room's ``__init__.py`` is its table of contents, and what is not in it stays inside."""

import ast
import importlib
import inspect


def _rooms(root):
    package = root / "src" / "netwright"
    return sorted(path for path in package.rglob("__init__.py") if path.parent != package)


def _name(path, root) -> str:
    return ".".join(path.parent.relative_to(root / "src").parts)


def _body(path) -> list[ast.stmt]:
    """The statements behind the docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return tree.body[1:] if ast.get_docstring(tree) else tree.body


def _is_export(node: ast.stmt, room: str) -> bool:
    """Whether this is ``from netwright.room._x import X as X``."""
    if not isinstance(node, ast.ImportFrom):
        return False
    inside = node.module is not None and node.module.startswith("_")
    full = node.module is not None and node.module.startswith(f"{room}.")
    home = full if node.level == 0 else node.level == 1 and inside
    return home and all(name.asname == name.name for name in node.names)


def test_rooms_hold_a_docstring_and_exports_only(root):
    wrong = []
    for path in _rooms(root):
        room = _name(path, root)
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
            wrong.append(f"{room}: no docstring")
        others = (node for node in _body(path) if not _is_export(node, room))
        wrong += [f"{room}: line {node.lineno}: {ast.unparse(node)}" for node in others]
    assert not wrong, "\n".join(wrong)


def test_every_export_is_there_once_documented_and_public(root):
    wrong = []
    for path in _rooms(root):
        room = _name(path, root)
        names = [x.name for node in _body(path) for x in getattr(node, "names", [])]
        wrong += [f"{room}.{name}: twice" for name in set(names) if names.count(name) > 1]
        module = importlib.import_module(room)
        for name in names:
            thing = getattr(module, name, None)
            if thing is None:
                wrong.append(f"{room}.{name}: not there")
            if name.startswith("_"):
                wrong.append(f"{room}.{name}: private")
            if (inspect.isclass(thing) or inspect.isfunction(thing)) and not thing.__doc__:
                wrong.append(f"{room}.{name}: no docstring")
    assert not wrong, "\n".join(wrong)


def test_nobody_reaches_into_another_room(sources, root):
    wrong = []
    for path in sources:
        here = path.relative_to(root / "src").parts[:2]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not node.module or node.level:
                continue
            parts = node.module.split(".")
            if parts[0] != "netwright" or tuple(parts[:2]) == here:
                continue
            private = [x for x in [*parts, *(name.name for name in node.names)] if x[0] == "_"]
            if private:
                wrong.append(f"{path.relative_to(root)}:{node.lineno}: {ast.unparse(node)}")
    assert not wrong, "\n".join(wrong)


def test_the_top_level_offers_what_it_lists(root):
    import netwright

    missing = [name for name in dir(netwright) if not hasattr(netwright, name)]
    assert not missing, "\n".join(missing)
    listed = getattr(netwright, "__all__", [])
    assert list(listed) == sorted(listed)
    undocumented = []
    for name in listed:
        thing = getattr(netwright, name)
        if (inspect.isclass(thing) or inspect.isfunction(thing)) and not thing.__doc__:
            undocumented.append(name)
    assert not undocumented, "\n".join(undocumented)
