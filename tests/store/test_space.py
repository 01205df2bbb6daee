"""Room on the volume, asked before the work."""

from collections import namedtuple
from pathlib import Path

import pytest

from netwright.errors import StorageError
from netwright.store import _space, require_space

Usage = namedtuple("Usage", "total used free")


def asked(monkeypatch, free: int) -> list[Path]:
    places: list[Path] = []

    def disk_usage(place: Path) -> Usage:
        places.append(place)
        return Usage(10**12, 10**12 - free, free)

    monkeypatch.setattr(_space.shutil, "disk_usage", disk_usage)
    return places


def test_too_little_room_says_what_is_needed_and_what_is_free(tmp_path, monkeypatch):
    asked(monkeypatch, 50_000_000)
    with pytest.raises(StorageError, match="bytes free for 12 checkpoints; got") as caught:
        require_space(tmp_path, 40_000_000, purpose="12 checkpoints")
    said = str(caught.value)
    assert f"{tmp_path} must have 56,777,216 bytes free" in said
    assert "got 50,000,000" in said
    assert "--out" in caught.value.hint
    assert caught.value.exit_code == 74


def test_the_reserve_is_the_edge(tmp_path, monkeypatch):
    asked(monkeypatch, 1000 + _space.RESERVE)
    require_space(tmp_path, 1000, purpose="the run")
    with pytest.raises(StorageError, match="16,778,217 bytes free for the run; got 16,778,216"):
        require_space(tmp_path, 1001, purpose="the run")


def test_the_volume_is_that_of_the_run_even_before_its_folder_is_there(tmp_path, monkeypatch):
    places = asked(monkeypatch, 10**11)
    require_space(tmp_path / "runs" / "not" / "yet", 1, purpose="the run")
    monkeypatch.chdir(tmp_path)
    require_space(Path("runs"), 1, purpose="the run")
    assert places == [tmp_path, tmp_path]
    assert not (tmp_path / "runs").exists()


def test_a_real_volume_has_room_for_one_byte_and_not_for_everything(tmp_path):
    require_space(tmp_path, 1, purpose="one byte")
    with pytest.raises(StorageError, match="bytes free for everything; got"):
        require_space(tmp_path, 2**62, purpose="everything")
