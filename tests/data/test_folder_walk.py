import hashlib
import os

import pytest

from netwright.data._folder_walk import hash_files, walk
from netwright.errors import DataError


def test_junk_is_counted_by_kind_and_never_entered(tmp_path):
    for name in (".ipynb_checkpoints", "__MACOSX", ".git", "cat"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "inner.png").write_bytes(b"")
    for name in (".DS_Store", "thumbs.db", "desktop.ini", "a.png"):
        (tmp_path / name).write_bytes(b"")
    found = walk(tmp_path)
    assert found.files == ["a.png", "cat/inner.png"]
    assert found.folders == ["cat"]
    assert found.left_out == {
        ".ipynb_checkpoints": 1,
        "__MACOSX": 1,
        "names that begin with a dot": 1,
        ".DS_Store": 1,
        "Thumbs.db": 1,
        "desktop.ini": 1,
    }


def test_links_are_followed_but_never_in_a_circle(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "x.png").write_bytes(b"")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "root").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")
    (tmp_path / "nowhere").symlink_to("gone")
    (tmp_path / "good").symlink_to(tmp_path / "a" / "x.png")
    found = walk(tmp_path)
    assert found.files == ["a/x.png", "good"]
    assert found.left_out == {"links that lead back up": 2, "links that lead nowhere": 2}


def test_two_folders_that_link_to_each_other_end(tmp_path):
    for here, there in (("a", "b"), ("b", "a")):
        (tmp_path / here).mkdir()
        (tmp_path / here / "other").symlink_to(tmp_path / there)
    assert walk(tmp_path).left_out == {"links that lead back up": 2}


def test_a_pipe_is_not_opened(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    found = walk(tmp_path)
    assert found.files == []
    assert found.left_out == {"pipes, sockets and devices": 1}


def test_files_are_hashed_and_told_by_content(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"\x89PNG\r\n\x1a\n and more")
    (tmp_path / "b.png").write_bytes(b"text")
    read = hash_files(tmp_path, ["a.txt", "b.png"] * 100)
    assert len(read) == 200
    assert read[0] == (hashlib.sha256(b"\x89PNG\r\n\x1a\n and more").digest(), "PNG")
    assert read[1] == (hashlib.sha256(b"text").digest(), None)


def test_what_cannot_be_read_is_an_error(tmp_path):
    with pytest.raises(DataError, match=r"gone must be a folder; got nothing there"):
        walk(tmp_path / "gone")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DataError, match=r"file must be a folder; got a file"):
        walk(tmp_path / "file")
    with pytest.raises(DataError, match=r"gone\.png must be readable; got: No such file"):
        hash_files(tmp_path, ["gone.png"])


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(DataError, match=r"must be readable; got: Permission denied"):
        walk(tmp_path)
