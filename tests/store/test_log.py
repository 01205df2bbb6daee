"""Lines that are on the disk before the next thing happens; torn ones are dropped."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.errors import DamageError, StorageError
from netwright.store import Log, _disk, read_lines

LINES = [{"step": step, "loss": 1.0 / (step + 1), "name": "Zoë\n"} for step in range(4)]


def written(path: Path) -> bytes:
    with Log(path) as log:
        for line in LINES:
            log.add(line)
        assert log.length == path.stat().st_size
    return path.read_bytes()


def test_lines_come_back_and_equal_lines_are_equal_bytes(tmp_path):
    assert read_lines(tmp_path / "none") == []
    first, second = written(tmp_path / "a"), written(tmp_path / "b")
    assert first == second
    assert first.count(b"\n") == len(LINES)
    assert read_lines(tmp_path / "a") == LINES


def test_a_log_goes_on_where_it_ended(tmp_path):
    written(tmp_path / "a")
    with Log(tmp_path / "a") as log:
        log.add({"step": 4})
    assert read_lines(tmp_path / "a") == [*LINES, {"step": 4}]


def test_cut_anywhere_it_gives_the_whole_lines_before(tmp_path):
    data = written(tmp_path / "whole")
    for cut in range(len(data) + 1):
        (tmp_path / "cut").write_bytes(data[:cut])
        assert read_lines(tmp_path / "cut") == LINES[: data[:cut].count(b"\n")]


def test_a_resume_cuts_back_to_what_the_checkpoint_knew(tmp_path):
    path = tmp_path / "a"
    with Log(path) as log:
        log.add(LINES[0])
        known = log.length
        log.add(LINES[1])
    with path.open("ab") as file:
        file.write(b'{"step": 2, "lo')  # torn by a kill
    with Log(path, length=known) as log:
        assert log.length == known
        for line in LINES[1:]:
            log.add(line)
    assert path.read_bytes() == written(tmp_path / "uninterrupted")


def test_every_line_is_synced_unless_it_may_be_lost(tmp_path, monkeypatch):
    synced: list[int] = []
    monkeypatch.setattr(_disk, "sync", synced.append)
    with Log(tmp_path / "a") as log:
        log.add({"step": 0})
        log.add({"step": 1})
    assert len(synced) == 2
    with Log(tmp_path / "b", sync=False) as log:
        log.add({"step": 0})
    assert len(synced) == 2


def test_closing_twice_is_harmless(tmp_path):
    log = Log(tmp_path / "a")
    log.close()
    log.close()


def test_not_a_number_is_refused_before_anything_is_written(tmp_path):
    with Log(tmp_path / "a") as log:
        with pytest.raises(ValueError, match="Out of range float values"):
            log.add({"loss": float("inf")})
        log.add({"loss": 1.0})
    assert read_lines(tmp_path / "a") == [{"loss": 1.0}]


def test_a_log_that_cannot_be_opened_is_named(tmp_path):
    with pytest.raises(StorageError, match="must be writable; got: No such file") as caught:
        Log(tmp_path / "none" / "a")
    assert str(tmp_path / "none" / "a") in str(caught.value)
    with pytest.raises(StorageError, match="must be writable; got: Is a directory"):
        Log(tmp_path)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO])
@pytest.mark.parametrize("call", ["append", "sync"])
def test_a_fault_names_the_log_and_keeps_its_lines(tmp_path, monkeypatch, call, code):
    path = tmp_path / "history.jsonl"
    written(path)

    def fails(*_: object) -> None:
        raise OSError(code, os.strerror(code))

    with Log(path) as log, monkeypatch.context() as patch:
        patch.setattr(_disk, call, fails)
        with pytest.raises(StorageError, match=os.strerror(code)) as caught:
            log.add({"step": 4})
    assert str(path) in str(caught.value)
    assert caught.value.exit_code == 74
    assert read_lines(path)[: len(LINES)] == LINES


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_that_is_really_full():
    with (
        Log(Path("/dev/full")) as log,
        pytest.raises(StorageError, match=r"/dev/full must have 12 bytes of room.*No space left"),
    ):
        log.add({"step": 0})


@settings(max_examples=50)
@given(lines=st.lists(st.dictionaries(st.text(), st.text()), max_size=5), data=st.data())
def test_any_text_survives_and_any_cut_gives_a_prefix(tmp_path_factory, lines, data):
    path = tmp_path_factory.getbasetemp() / "log"
    path.unlink(missing_ok=True)
    with Log(path, sync=False) as log:
        for line in lines:
            log.add(line)
    assert read_lines(path) == lines
    whole = path.read_bytes()
    cut = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:cut])
    assert read_lines(path) == lines[: whole[:cut].count(b"\n")]


def test_a_full_disk_in_the_middle_of_a_line_does_not_spoil_the_next(tmp_path, monkeypatch):
    path, real = tmp_path / "a", os.write

    def half_then_full(descriptor: int, data: memoryview) -> int:
        if len(data) < 8:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data[:8])

    with Log(path) as log:
        log.add({"step": 0})
        with monkeypatch.context() as patch:
            patch.setattr(_disk.os, "write", half_then_full)
            with pytest.raises(StorageError, match="No space left"):
                log.add({"step": 1})
        log.add({"step": 1})  # somebody made room
    assert read_lines(path) == [{"step": 0}, {"step": 1}]


def test_a_log_kept_whole_drops_its_torn_line_before_it_grows(tmp_path):
    path = tmp_path / "timing.jsonl"
    path.write_bytes(b'{"step": 0}\n{"st')
    with Log(path) as log:
        log.add({"step": 1})
    assert read_lines(path) == [{"step": 0}, {"step": 1}]


def test_a_log_shorter_than_its_checkpoint_knows_is_damage(tmp_path):
    path = tmp_path / "history.jsonl"
    path.write_bytes(b'{"step": 0}\n')
    with pytest.raises(DamageError, match="must hold at least 30 bytes; got 12"):
        Log(path, length=30)
    assert path.read_bytes() == b'{"step": 0}\n'


@pytest.mark.parametrize("line", [b"\x00\x00\n", b'{"step": 1\n', b"\xff\xfe{}\n"])
def test_a_damaged_line_is_damage_and_names_the_file(tmp_path, line):
    path = tmp_path / "history.jsonl"
    path.write_bytes(b'{"step": 0}\n' + line)
    with pytest.raises(DamageError, match=r"history\.jsonl, line 2, must be JSON; got"):
        read_lines(path)
