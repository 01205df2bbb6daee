"""Folders that appear whole, links that move in one step, folders that go away in one step."""

import errno
import os
from pathlib import Path

import pytest

from netwright.errors import StorageError
from netwright.store import _disk, discard, link, new_folder, staged, sweep, write_bytes


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fault(code: int):
    def call(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    return call


def half_done(folder: Path, error: BaseException) -> None:
    (folder / "half").write_bytes(b"x")
    raise error


def test_a_folder_appears_whole_and_not_before(tmp_path):
    target = tmp_path / "checkpoints" / "step-00000001"
    with staged(target) as temporary:
        write_bytes(temporary / "weights.bin", b"w")
        assert not target.exists()
        assert temporary.parent == target.parent
        assert temporary.name.startswith(".")
    assert names(tmp_path / "checkpoints") == ["step-00000001"]
    assert (target / "weights.bin").read_bytes() == b"w"


@pytest.mark.parametrize("stop", [KeyboardInterrupt, ValueError, SystemExit])
def test_whatever_stops_the_filling_leaves_nothing(tmp_path, stop):
    with pytest.raises(stop, match="enough"), staged(tmp_path / "run") as temporary:
        half_done(temporary, stop("enough"))
    assert names(tmp_path) == []


def test_an_error_of_ours_passes_with_its_own_words(tmp_path):
    with (
        pytest.raises(StorageError, match=r"^inner words$"),
        staged(tmp_path / "run") as temporary,
    ):
        half_done(temporary, StorageError("inner words"))
    assert names(tmp_path) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("call", ["replace", "sync_folder"])
def test_a_fault_of_the_disk_names_the_folder(tmp_path, monkeypatch, call, code):
    target = tmp_path / "run"
    with monkeypatch.context() as patch:
        patch.setattr(_disk, call, fault(code))
        with pytest.raises(StorageError, match=os.strerror(code)) as caught, staged(target):
            pass
    assert str(target) in str(caught.value)
    assert caught.value.exit_code == 74
    assert names(tmp_path) == []


def test_the_last_sync_fails_when_the_folder_already_has_its_name(tmp_path, monkeypatch):
    real, target = _disk.sync_folder, tmp_path / "run"

    def parent_fails(folder: Path) -> None:
        if folder == tmp_path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(folder)

    monkeypatch.setattr(_disk, "sync_folder", parent_fails)
    with pytest.raises(StorageError, match="Input/output error"), staged(target) as temporary:
        (temporary / "a").write_bytes(b"whole")
    assert names(tmp_path) == ["run"]
    assert (target / "a").read_bytes() == b"whole"


def test_a_name_that_is_taken_is_kept(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "old").write_bytes(b"old")
    with pytest.raises(StorageError, match="must be writable; got: "), staged(tmp_path / "run"):
        pass
    assert (tmp_path / "run" / "old").read_bytes() == b"old"
    assert names(tmp_path) == ["run"]


def test_what_a_killed_process_of_this_number_left_is_not_mixed_in(tmp_path):
    left = tmp_path / f".run.{os.getpid()}.tmp"
    left.mkdir()
    (left / "stale").write_bytes(b"x")
    with staged(tmp_path / "run") as temporary:
        assert names(temporary) == []
    assert names(tmp_path) == ["run"]


def test_a_parent_that_is_a_file_is_named(tmp_path):
    (tmp_path / "runs").write_bytes(b"a file")
    with (
        pytest.raises(StorageError, match="must be writable; got: "),
        staged(tmp_path / "runs" / "run"),
    ):
        pytest.fail("nothing can be staged below a file")


def test_every_folder_inside_is_synced_before_the_rename(tmp_path, monkeypatch):
    log: list[tuple[str, str]] = []
    sync_folder, replace = _disk.sync_folder, _disk.replace
    monkeypatch.setattr(
        _disk, "sync_folder", lambda f: (log.append(("sync", f.name)), sync_folder(f))
    )
    monkeypatch.setattr(
        _disk, "replace", lambda a, b: (log.append(("name", b.name)), replace(a, b))
    )
    with staged(tmp_path / "run") as temporary:
        (temporary / "a" / "b").mkdir(parents=True)
        inside = temporary.name
    assert log == [
        ("sync", inside),
        ("sync", "a"),
        ("sync", "b"),
        ("name", "run"),
        ("sync", tmp_path.name),
    ]


def test_a_new_folder_takes_the_first_free_name_and_only_when_it_is_full(tmp_path):
    (tmp_path / "runs" / "run").mkdir(parents=True)
    (tmp_path / "runs" / "run" / "a").write_bytes(b"mine")
    (tmp_path / "runs" / "run-2").write_bytes(b"a file of the user")
    for expected in ("run-3", "run-4"):
        with new_folder(tmp_path / "runs", "run") as folder:
            write_bytes(folder.temporary / "a", expected.encode())
            assert folder.temporary.name not in ("run-3", "run-4")
            assert not (tmp_path / "runs" / expected).exists()
        assert folder.path == tmp_path / "runs" / expected
        assert (folder.path / "a").read_bytes() == expected.encode()
    assert names(tmp_path / "runs") == ["run", "run-2", "run-3", "run-4"]
    assert (tmp_path / "runs" / "run" / "a").read_bytes() == b"mine"


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_new_folder_that_cannot_be_named_is_told_and_not_tried_for_ever(
    tmp_path, monkeypatch, code
):
    monkeypatch.setattr(_disk, "replace", fault(code))
    with pytest.raises(StorageError, match=os.strerror(code)), new_folder(tmp_path, "run"):
        pass
    assert names(tmp_path) == []


def test_two_that_ask_for_one_name_at_once_get_two_folders(tmp_path):
    with new_folder(tmp_path / "one", "run") as first:
        (first.temporary / "a").write_bytes(b"1")
        (tmp_path / "one" / "run").mkdir()  # another process was quicker
        (tmp_path / "one" / "run" / "a").write_bytes(b"2")
    assert first.path.name == "run-2"
    assert (tmp_path / "one" / "run" / "a").read_bytes() == b"2"


def test_a_link_moves_in_one_step(tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        link(tmp_path / "best", name)
        assert (tmp_path / "best").readlink() == Path(name)
    link(tmp_path / "best", "gone")  # a link to what is not there is the caller's affair
    assert names(tmp_path) == ["best", "one", "two"]


def test_a_link_that_a_dead_process_half_made_is_replaced(tmp_path):
    (tmp_path / f".best.{os.getpid()}.tmp").symlink_to("stale")
    link(tmp_path / "best", "one")
    assert (tmp_path / "best").readlink() == Path("one")
    assert names(tmp_path) == ["best"]


@pytest.mark.parametrize("call", ["replace", "sync_folder"])
def test_a_link_that_cannot_be_made_points_where_it_did(tmp_path, monkeypatch, call):
    link(tmp_path / "best", "one")
    monkeypatch.setattr(_disk, call, fault(errno.EROFS))
    with pytest.raises(StorageError, match="Read-only file system") as caught:
        link(tmp_path / "best", "two")
    assert str(tmp_path / "best") in str(caught.value)
    assert str((tmp_path / "best").readlink()) == ("one" if call == "replace" else "two")


def test_discard_removes_all_of_it_and_does_not_mind_absence(tmp_path):
    (tmp_path / "step" / "deep").mkdir(parents=True)
    (tmp_path / "step" / "deep" / "a").write_bytes(b"x")
    discard(tmp_path / "step")
    discard(tmp_path / "step")
    assert names(tmp_path) == []


def test_discard_names_the_folder_it_could_not_remove(tmp_path, monkeypatch):
    (tmp_path / "step").mkdir()
    monkeypatch.setattr(_disk, "replace", fault(errno.EROFS))
    with pytest.raises(StorageError, match="must be writable; got: Read-only file system"):
        discard(tmp_path / "step")


def test_a_missing_input_is_not_told_as_a_folder_that_cannot_be_written(tmp_path):
    with (
        pytest.raises(FileNotFoundError, match="input") as caught,
        staged(tmp_path / "run"),
    ):
        (tmp_path / "input").read_bytes()
    assert not isinstance(caught.value, StorageError)


def test_sweep_takes_what_the_dead_left_and_nothing_else(tmp_path):
    (tmp_path / ".run.1.tmp" / "deep").mkdir(parents=True)
    (tmp_path / ".old.2.gone").mkdir()
    (tmp_path / ".a.json.3.tmp").write_bytes(b"half")
    (tmp_path / ".best.4.tmp").symlink_to("kept")
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "a").write_bytes(b"whole")
    (tmp_path / ".lock").write_bytes(b"")
    (tmp_path / "notes.tmp").write_bytes(b"the user's own")
    sweep(tmp_path)
    assert names(tmp_path) == [".lock", "kept", "notes.tmp"]
    assert (tmp_path / "kept" / "a").read_bytes() == b"whole"


def test_sweep_does_not_follow_a_link_out_of_the_folder(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_bytes(b"mine")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / ".x.1.tmp").symlink_to(outside, target_is_directory=True)
    sweep(inside)
    assert names(inside) == []
    assert (outside / "a").read_bytes() == b"mine"
