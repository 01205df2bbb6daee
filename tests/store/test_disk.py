"""A power cut after any call leaves the old or the new (R2).

A shim records what reaches the disk, in order. Then every prefix of that record is replayed as a
hostile file system would leave it: data that was not synced may be lost, half there or all
there; names that were not synced may be missing, folder by folder, from any point on. Each of
these states is laid down in a fresh folder and read as a user would read it.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from netwright.errors import StorageError
from netwright.store import (
    _disk,
    damages,
    read_lines,
    staged,
    write_bytes,
    write_json,
    write_manifest,
)

Call = tuple[str, *tuple[object, ...]]


@dataclass
class Node:
    """A file or a folder: what the disk surely holds, and what it may hold."""

    synced: bytes = b""
    data: bytes | None = None  # None for a folder
    names: dict[str, "Node"] = field(default_factory=dict)  # surely
    pending: list[tuple[str, str, "Node"]] = field(default_factory=list)  # from, to, what


class Disk:
    """The calls of one record, played into a tree of nodes."""

    def __init__(self, root: Path, old: dict[str, bytes]) -> None:
        self.root = root
        self.top = Node()
        for name, data in old.items():
            self.top.names[name] = Node(synced=data, data=data)

    def play(self, call: Call) -> None:
        kind, *rest = call
        getattr(self, f"_{kind}")(*rest)

    def _folder(self, path: Path) -> Node:
        node = self.top
        for part in path.relative_to(self.root).parts:
            inner = self._now(node).get(part)
            if inner is None:  # made by mkdir, which is not recorded: its name is not synced
                inner = Node()
                node.pending.append(("", part, inner))
            node = inner
        return node

    @staticmethod
    def _now(node: Node) -> dict[str, Node]:
        return applied(node, len(node.pending))

    def _write(self, path: Path, data: bytes) -> None:
        self._folder(path.parent).pending.append(("", path.name, Node(data=data)))

    def _sync(self, path: Path) -> None:
        node = self._now(self._folder(path.parent))[path.name]
        node.synced = node.data or b""

    def _replace(self, source: Path, target: Path) -> None:
        folder = self._folder(source.parent)
        node = self._now(folder).get(source.name) or Node()
        assert source.parent == target.parent
        folder.pending.append((source.name, target.name, node))

    def _sync_folder(self, path: Path) -> None:
        folder = self._folder(path)
        folder.names, folder.pending = self._now(folder), []

    def states(self) -> Iterator[dict[str, bytes | None]]:
        """Every tree that may be there when the power comes back: path -> bytes, or a folder."""
        yield from trees(self.top, "")


def applied(node: Node, count: int) -> dict[str, Node]:
    names = dict(node.names)
    for source, target, what in node.pending[:count]:
        names.pop(source, None)
        names[target] = what
    return names


def trees(node: Node, prefix: str) -> Iterator[dict[str, bytes | None]]:
    for count in range(len(node.pending) + 1):
        parts = [
            [{f"{prefix}{name}": variant} for variant in variants(inner)]
            if inner.data is not None
            else [{f"{prefix}{name}": None, **tree} for tree in trees(inner, f"{prefix}{name}/")]
            for name, inner in applied(node, count).items()
        ]
        for choice in itertools.product(*parts):
            yield {name: data for part in choice for name, data in part.items()}


def variants(node: Node) -> set[bytes]:
    assert node.data is not None
    if node.synced == node.data:
        return {node.data}
    return {node.synced, node.data[: len(node.data) // 2], node.data}


def laid_down(state: dict[str, bytes | None], folder: Path) -> Path:
    folder.mkdir()
    for name, data in sorted(state.items()):
        if data is None:
            (folder / name).mkdir(parents=True, exist_ok=True)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    return folder


@pytest.fixture
def record(monkeypatch):
    """The calls in the order in which the disk saw them."""
    calls: list[Call] = []
    write, sync, replace, sync_folder = (
        getattr(_disk, name) for name in ("write", "sync", "replace", "sync_folder")
    )

    def recorded_write(path: Path, data: bytes) -> None:
        calls.append(("write", path, bytes(data)))
        write(path, data)

    def recorded_sync(descriptor: int) -> None:
        calls.append(("sync", Path(f"/proc/self/fd/{descriptor}").readlink()))
        sync(descriptor)

    def recorded_replace(source: Path, target: Path) -> None:
        calls.append(("replace", source, target))
        replace(source, target)

    def recorded_sync_folder(folder: Path) -> None:
        calls.append(("sync_folder", folder))
        sync_folder(folder)

    monkeypatch.setattr(_disk, "write", recorded_write)
    monkeypatch.setattr(_disk, "sync", recorded_sync)
    monkeypatch.setattr(_disk, "replace", recorded_replace)
    monkeypatch.setattr(_disk, "sync_folder", recorded_sync_folder)
    return calls


def after_every_cut(
    root: Path, old: dict[str, bytes], calls: list[Call], read: Callable[[Path], str], into: Path
) -> list[set[str]]:
    """For each prefix of the record, all that a reader may find."""
    number = itertools.count()
    found = []
    for cut in range(len(calls) + 1):
        disk = Disk(root, old)
        for call in calls[:cut]:
            disk.play(call)
        found.append({read(laid_down(s, into / str(next(number)))) for s in disk.states()})
    return found


needs_proc = pytest.mark.skipif(
    not Path("/proc/self/fd").exists(), reason="the shim names files by /proc"
)


def read_file(folder: Path) -> str:
    data = (folder / "a.bin").read_bytes() if (folder / "a.bin").exists() else b"nothing"
    return {b"old": "old", b"new bytes": "new", b"nothing": "nothing"}.get(data, "torn")


def write_once(root: Path) -> None:
    root.mkdir()
    (root / "a.bin").write_bytes(b"old")
    write_bytes(root / "a.bin", b"new bytes")


@needs_proc
def test_the_order_is_write_sync_replace_sync_of_the_folder(tmp_path, record):
    write_once(tmp_path / "run")
    beside = tmp_path / "run" / f".a.bin.{os.getpid()}.tmp"
    assert record == [
        ("write", beside, b"new bytes"),
        ("sync", beside),
        ("replace", beside, tmp_path / "run" / "a.bin"),
        ("sync_folder", tmp_path / "run"),
    ]


@needs_proc
def test_a_power_cut_leaves_the_old_file_or_the_new_one(tmp_path, record):
    write_once(tmp_path / "run")
    (tmp_path / "cuts").mkdir()
    found = after_every_cut(
        tmp_path / "run", {"a.bin": b"old"}, record, read_file, tmp_path / "cuts"
    )
    # After "replace" either may be there; once the folder is synced only the new one may.
    assert found == [{"old"}, {"old"}, {"old"}, {"old", "new"}, {"new"}]


@needs_proc
@pytest.mark.parametrize(
    ("left_out", "expected"), [("sync", "torn"), ("sync_folder", "old"), (None, "torn")]
)
def test_the_replay_would_see_a_missing_sync(tmp_path, record, left_out, expected):
    """A witness for the simulator; the last case writes in place, without a temporary name."""
    write_once(tmp_path / "run")
    calls = [call for call in record if call[0] != left_out]
    if left_out is None:
        calls = [("write", tmp_path / "run" / "a.bin", b"new bytes")]
    (tmp_path / "cuts").mkdir()
    found = after_every_cut(
        tmp_path / "run", {"a.bin": b"old"}, calls, read_file, tmp_path / "cuts"
    )
    assert expected in found[-1]


def save(root: Path) -> None:
    root.mkdir()
    with staged(root / "step-2") as folder:
        write_bytes(folder / "weights.bin", b"weights" * 10)
        write_json(folder / "state.json", {"step": 2})
        write_manifest(folder)


def read_checkpoint(folder: Path) -> str:
    if not (folder / "step-2").exists():
        return "nothing"
    try:
        return "whole" if damages(folder / "step-2") == [] else "torn"
    except StorageError:
        return "torn"


@needs_proc
def test_a_power_cut_leaves_no_checkpoint_or_a_whole_one(tmp_path, record):
    save(tmp_path / "runs")
    (tmp_path / "cuts").mkdir()
    found = after_every_cut(tmp_path / "runs", {}, record, read_checkpoint, tmp_path / "cuts")
    assert [call[0] for call in record[-3:]] == ["sync_folder", "replace", "sync_folder"]
    assert all(states == {"nothing"} for states in found[:-2])
    assert found[-2:] == [{"nothing", "whole"}, {"whole"}]


@needs_proc
def test_the_replay_would_see_a_checkpoint_whose_files_were_not_synced(tmp_path, record):
    save(tmp_path / "runs")
    calls = [call for call in record if call[0] != "sync"]
    (tmp_path / "cuts").mkdir()
    found = after_every_cut(tmp_path / "runs", {}, calls, read_checkpoint, tmp_path / "cuts")
    assert "torn" in found[-1]


def test_appending_goes_on_after_a_short_write(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(_disk.os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    with (tmp_path / "a.jsonl").open("wb", buffering=0) as file:
        _disk.append(file.fileno(), b'{"step": 0}\n')
    assert read_lines(tmp_path / "a.jsonl") == [{"step": 0}]
