"""Where things live that can be made again."""

from pathlib import Path

import pytest

from netwright.errors import StorageError
from netwright.store import _places, cache_folder


def test_the_variable_decides_and_the_folder_exists(tmp_path, monkeypatch):
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    assert cache_folder("datasets", "mnist") == tmp_path / "mine" / "datasets" / "mnist"
    assert cache_folder("datasets", "mnist").is_dir()


@pytest.mark.parametrize("value", [None, ""])
def test_without_it_the_system_decides(tmp_path, monkeypatch, value):
    monkeypatch.delenv("NETWRIGHT_CACHE", raising=False)
    if value is not None:
        monkeypatch.setenv("NETWRIGHT_CACHE", value)
    monkeypatch.setattr(_places, "user_cache_path", lambda name: Path(tmp_path, "system", name))
    assert cache_folder("decoded") == tmp_path / "system" / "netwright" / "decoded"


def test_a_place_that_cannot_be_made_is_named(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(StorageError, match=r"file/cache must be writable; got: Not a directory"):
        cache_folder()
