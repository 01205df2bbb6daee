"""What equations there are, and what each says: read from the files, so that no list can lag.

Nothing is imported: a name is looked up among the files of this room, and the answer is text.
"""

import ast
from pathlib import Path

ROOM = Path(__file__).parent


def equations() -> dict[str, str]:
    """Every equation by name: "layer_norm" -> "layers", the group it stands in."""
    files = sorted(ROOM.glob("*/[!_]*.py"))
    return {file.stem: file.parent.name for file in files if _has_forward(file)}


def equation_text(name: str) -> str:
    """What the file of an equation says of it: the equations, their numbers, the source.

    Args:
        name: one of ``equations()``.

    Returns:
        The text, without the blank lines around it.

    Raises:
        ValueError: if there is no such equation.

    Example:
        >>> equation_text("layer_norm").splitlines()[0]
        'Layer normalisation, forward and backward.'
    """
    groups = equations()
    if name not in groups:
        raise ValueError(f"name must be one of the equations of the reference; got {name!r}")
    source = (ROOM / groups[name] / f"{name}.py").read_text(encoding="utf-8")
    return ast.get_docstring(ast.parse(source)) or ""


def _has_forward(file: Path) -> bool:
    return "\ndef forward(" in file.read_text(encoding="utf-8")
