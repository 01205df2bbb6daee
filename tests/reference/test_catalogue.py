import importlib
from pathlib import Path

import pytest

import netwright.reference
from netwright.reference import equation_text, equations

FILES = [
    file
    for file in Path(netwright.reference.__file__).parent.rglob("*.py")
    if not file.stem.startswith("_") and file.parent.name != "reference"
]


def test_every_file_with_a_forward_is_an_equation_under_a_name_of_its_own():
    modules = {
        f.stem: importlib.import_module(f"netwright.reference.{f.parent.name}.{f.stem}")
        for f in FILES
    }
    assert set(equations()) == {stem for stem, m in modules.items() if hasattr(m, "forward")}
    assert len(modules) == len(FILES), "two files of one name"
    assert len(equations()) > 140


def test_the_text_is_what_the_file_says():
    from netwright.reference.layers import convolution

    text = equation_text("convolution")
    assert text.splitlines()[0] == convolution.__doc__.splitlines()[0]
    assert "(1)" in text
    assert "Source: " in text


def test_an_unknown_name_is_refused():
    with pytest.raises(ValueError, match=r"one of the equations of the reference; got 'layr'"):
        equation_text("layr")
    with pytest.raises(ValueError, match=r"got '\.\./_arrays'"):
        equation_text("../_arrays")
