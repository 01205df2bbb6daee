"""Sphinx's settings: pages in Markdown, no page fetched from anywhere."""

import tomllib
from pathlib import Path

_PROJECT = tomllib.loads(
    (Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8")
)["project"]

project = "netwright"
author = "the authors of netwright"
copyright = author
release = _PROJECT["version"]

extensions = ["myst_parser"]
exclude_patterns = ["_build"]
nitpicky = True
highlight_language = "text"
myst_heading_anchors = 3
html_theme = "furo"
html_title = f"netwright {release}"
