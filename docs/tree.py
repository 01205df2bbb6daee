"""The tree in README.md, made from the first line of every room's docstring.

    python docs/tree.py            writes it between the two markers
    python docs/tree.py --check    says whether it is the one that would be written

Rooms are in the order of the layers in ``pyproject.toml``: the first may import all below it.
Nothing is imported; the docstrings are read from the source.
"""

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN = "<!-- tree: made by docs/tree.py; do not edit -->"
END = "<!-- end of tree -->"


def rooms(root: Path) -> list[Path]:
    """The rooms of the package, top layer first: folders with ``__init__.py``, and modules."""
    package = root / "src" / "netwright"
    modules = [path for path in package.glob("*.py") if not path.stem.startswith("__")]
    found = [*(path.parent for path in package.glob("*/__init__.py")), *modules]
    order = _layers(root)
    last = len(order)
    return sorted(found, key=lambda path: (order.get(path.stem, last), path.stem))


def _layers(root: Path) -> dict[str, int]:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (x["layers"] for x in contracts if x["type"] == "layers")
    names = [name.strip(" ()") for line in layers for name in line.split("|")]
    return {name: place for place, name in enumerate(names)}


def first_line(room: Path) -> str:
    """What a room says of itself: the first line of its docstring, without the full stop."""
    source = room / "__init__.py" if room.is_dir() else room
    docstring = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))
    if not docstring:
        raise SystemExit(f"{source} must begin with a docstring; got none")
    return docstring.splitlines()[0].rstrip(".")


def tree(root: Path) -> str:
    """The tree as a block of text for README.md."""
    lines = {f"{x.name}/" if x.is_dir() else x.name: first_line(x) for x in rooms(root)}
    width = max((len(name) for name in lines), default=0)
    body = [f"  {name:<{width}}  {line}" for name, line in lines.items()]
    return "\n".join([BEGIN, "```text", "src/netwright/", *body, "```", END])


def with_tree(text: str, new: str) -> str:
    """The text of README.md with ``new`` in the place of its tree."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"README.md must hold the lines {BEGIN} and {END}; got no such pair")
    return before + new + after


def main(arguments: list[str], root: Path = ROOT) -> None:
    """Write the tree, or with ``--check`` compare it."""
    if arguments not in ([], ["--check"]):
        raise SystemExit(__doc__)
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")
    wanted = with_tree(text, tree(root))
    if arguments and wanted != text:
        raise SystemExit("README.md: the tree is not what docs/tree.py makes; run it")
    if wanted != text:
        readme.write_text(wanted, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
