"""Write docs/equations.md, the list of the reference's equations, or check that it is current.

python docs/make_equations.py            write
python docs/make_equations.py --check    exit with 1 if it differs

A line for each file: its name and the first line of its docstring.
"""

import sys
from pathlib import Path

from netwright.reference import equation_text, equations

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "docs" / "equations.md"
HEAD = """# The equations

`netwright.reference` holds every equation once, in NumPy, with its gradient by hand. Each file has
its equations numbered in the docstring and on the lines that compute them; `netwright explain
NETWORK --equation NAME` prints one.

```python
import numpy as np
from netwright.reference.layers import layer_norm

arguments = layer_norm.example(np.random.default_rng(0))  # one random case, by name
y, saved = layer_norm.forward(**arguments)
grads = layer_norm.backward(np.ones_like(y), saved)
assert grads.x.shape == arguments["x"].shape
```

This page is made by `make format` from the files themselves.
"""


def page() -> str:
    """The list as Markdown."""
    groups = equations()
    lines = [HEAD]
    for group in sorted(set(groups.values())):
        about = (ROOT / "src/netwright/reference" / group / "__init__.py").read_text("utf-8")
        lines += [f"## {group}", "", about.strip('"\n'), ""]
        names = [name for name, place in groups.items() if place == group]
        lines += [f"- `{name}`: {equation_text(name).splitlines()[0]}" for name in sorted(names)]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    if "--check" in sys.argv:
        same = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page()
        sys.exit(0 if same else "docs/equations.md is stale: run make format")
    TARGET.write_text(page(), encoding="utf-8")
