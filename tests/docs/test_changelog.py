"""Fragments have names that say where they go, and ``compile.py`` puts them there."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def compiler():
    path = ROOT / "changelog.d" / "compile.py"
    spec = importlib.util.spec_from_file_location("netwright_changelog", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def house(tmp_path, compiler):
    folder = tmp_path / "changelog.d"
    folder.mkdir()
    (folder / "README.md").write_text("how")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{compiler.MARK}\n## 0.1 (before)\n")
    return tmp_path


def test_the_fragments_here_can_be_compiled(compiler):
    for _, _, path in compiler.fragments(ROOT / "changelog.d"):
        assert path.read_text(encoding="utf-8").strip()
    assert compiler.MARK in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_release_takes_the_fragments_newest_release_first(house, compiler):
    (house / "changelog.d" / "12.fix.md").write_text("A mended\nthing.\n")
    (house / "changelog.d" / "3.feature.md").write_text("A new thing.\n")
    compiler.main("0.2", "2026-11-22", root=house)
    text = (house / "CHANGELOG.md").read_text()
    release = "## 0.2 (2026-11-22)\n\n### New\n\n- A new thing. (#3)\n\n### Mended\n\n"
    assert f"{release}- A mended thing. (#12)\n\n## 0.1 (before)" in text
    assert [path.name for path in (house / "changelog.d").iterdir()] == ["README.md"]


def test_a_fragment_with_another_name_is_refused(house, compiler):
    (house / "changelog.d" / "news.md").write_text("what?")
    with pytest.raises(SystemExit, match=r"news\.md must be named <issue>"):
        compiler.main("0.2", "2026-11-22", root=house)


def test_a_release_without_fragments_is_refused(house, compiler):
    with pytest.raises(SystemExit, match="a fragment or more"):
        compiler.main("0.2", "2026-11-22", root=house)
