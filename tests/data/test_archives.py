"""Archives nobody vouches for: nothing outside the target, nothing at all if refused (R10)."""

import gzip
import io
import shutil
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.data import _archive_limits
from netwright.data._archive_limits import Caps
from netwright.data._archives import unpack, unpack_gzip
from netwright.errors import DataError, StorageError


def tar(path: Path, members: list[tarfile.TarInfo | tuple[str, bytes]], mode: str = "w") -> Path:
    with tarfile.open(path, mode) as archive:
        for member in members:
            if isinstance(member, tarfile.TarInfo):
                archive.addfile(member)
            else:
                info = tarfile.TarInfo(member[0])
                info.size = len(member[1])
                archive.addfile(info, io.BytesIO(member[1]))
    return path


def special(name: str, kind: bytes, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def zipped(path: Path, members: list[tuple[str | zipfile.ZipInfo, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return path


def mode_of(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


@pytest.fixture
def place(tmp_path):
    """A folder to unpack into, with a neighbour that nobody may touch."""
    (tmp_path / "place").mkdir()
    (tmp_path / "neighbour").write_bytes(b"mine")
    return tmp_path / "place"


def refused(archive: Path, place: Path, words: str, caps: Caps | None = None) -> None:
    before = tree(place.parent)
    with pytest.raises(DataError, match=words):
        unpack(archive, place / "out", caps=caps)
    assert tree(place.parent) == before


FILES = [("a/one.txt", b"one"), ("a/b/two.bin", bytes(70_000)), ("empty", b"")]
EXPECTED = {"a": None, "a/b": None, "a/b/two.bin": bytes(70_000), "a/one.txt": b"one", "empty": b""}


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_is_unpacked(tmp_path, place, mode, form):
    long = "d" * 90 + "/" + "e" * 90
    path = tmp_path / "archive.bin"
    with tarfile.open(path, mode, format=form) as archive:
        archive.addfile(special("./", tarfile.DIRTYPE))
        archive.addfile(special("a", tarfile.DIRTYPE))
        for name, data in [*FILES, (f"./{long}", b"long")]:
            info = tarfile.TarInfo(name)
            info.size, info.mode = len(data), 0o777
            archive.addfile(info, io.BytesIO(data))
    unpack(path, place / "out")
    assert tree(place / "out") == {**EXPECTED, "d" * 90: None, long: b"long"}
    assert stat.S_IMODE((place / "out/empty").stat().st_mode) & 0o111 == 0


def test_a_zip_is_unpacked(tmp_path, place):
    unpack(zipped(tmp_path / "a.bin", [("a/", b""), *FILES]), place / "out")
    assert tree(place / "out") == EXPECTED


UNSAFE = {
    "../neighbour": "a path that leaves the folder",
    "a/../../neighbour": "a path that leaves the folder",
    "a/..": "a path that leaves the folder",
    "/tmp/evil": "an absolute path",
    "//server/share": "an absolute path",
    "C:/evil": "an absolute path",
    "c:evil": "an absolute path",
    "a\\..\\b": "a name no file can have everywhere",
    "..\\neighbour": "a name no file can have everywhere",
    ".": "a name no file can have everywhere",
}


@pytest.mark.parametrize("name", UNSAFE)
def test_a_name_that_leads_out_is_refused(tmp_path, place, name):
    members = [("fine", b"x"), (name, b"evil")]
    words = f"must hold plain files below its own folder; got {UNSAFE[name]}"
    refused(tar(tmp_path / "a.tar", members), place, words)
    refused(zipped(tmp_path / "a.zip", members), place, words)


def test_a_name_with_a_nul_is_refused_and_not_cut(tmp_path, place):
    path = zipped(tmp_path / "a.zip", [("fineXevil", b"x")])
    path.write_bytes(path.read_bytes().replace(b"fineXevil", b"fine\0evil"))
    refused(path, place, "a name no file can have everywhere")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (tarfile.SYMTYPE, "a symbolic link: 'x'"),
        (tarfile.LNKTYPE, "a hard link: 'x'"),
        (tarfile.CHRTYPE, "a device or another special file: 'x'"),
        (tarfile.BLKTYPE, "a device or another special file: 'x'"),
        (tarfile.FIFOTYPE, "a device or another special file: 'x'"),
        (tarfile.GNUTYPE_SPARSE, "a sparse file: 'x'"),
    ],
)
def test_what_is_no_plain_file_in_a_tar_is_refused(tmp_path, place, kind, words):
    members = [("fine", b"x"), special("x", kind, ".."), ("x/neighbour", b"through the link")]
    refused(tar(tmp_path / "a.tar", members), place, words)


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        (stat.S_IFLNK | 0o777, "a symbolic link: 'x'"),
        (stat.S_IFIFO | 0o644, "a device or another special file: 'x'"),
        (stat.S_IFCHR | 0o644, "a device or another special file: 'x'"),
    ],
)
def test_what_is_no_plain_file_in_a_zip_is_refused(tmp_path, place, mode, words):
    refused(zipped(tmp_path / "a.zip", [(mode_of("x", mode), b"../neighbour")]), place, words)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Readme", "README"), ("A/x", "a/y"), ("stra\u00dfe", "STRASSE"), ("e\u0301", "\u00e9"),
     ("a", "a/b"), ("a.", "a"), ("x /y", "x/z")],
)  # fmt: skip
def test_two_names_that_are_one_on_some_disks_are_refused(tmp_path, place, one, other):
    members = [(one, b"1"), (other, b"2")]
    refused(tar(tmp_path / "a.tar", members), place, "two names that are one on some disks")
    refused(zipped(tmp_path / "a.zip", members), place, "two names that are one on some disks")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused(tmp_path, place):
    members = [("a", b"1"), ("a", b"2")]
    refused(tar(tmp_path / "a.tar", members), place, "the same name twice: 'a'")
    refused(zipped(tmp_path / "a.zip", members), place, "the same name twice: 'a'")


def test_too_many_files_are_refused(tmp_path, place):
    members = [(f"f{number}", b"") for number in range(11)]
    for path in (tar(tmp_path / "a.tar", members), zipped(tmp_path / "a.zip", members)):
        refused(path, place, "must hold at most 10 files; got more", Caps(files=10))
        unpack(path, place / path.name, caps=Caps(files=11))


def test_too_many_bytes_are_refused_while_they_come_out(tmp_path, place):
    members = [("a", bytes(60_000)), ("b", bytes(60_000))]
    words = "must unpack to at most 100,000 bytes; got more"
    refused(tar(tmp_path / "a.tgz", members, "w:gz"), place, words, Caps(bytes=100_000))
    refused(zipped(tmp_path / "a.zip", members), place, words, Caps(bytes=100_000))


def test_a_bomb_is_stopped_by_its_ratio(tmp_path, place, monkeypatch):
    monkeypatch.setattr(_archive_limits, "FLOOR", 2**16)
    zeros = [("zeros", bytes(4 * 2**20))]
    for path in (tar(tmp_path / "a.tgz", zeros, "w:gz"), zipped(tmp_path / "a.zip", zeros)):
        assert path.stat().st_size < 2**14
        refused(path, place, "must unpack to at most .* bytes; got more")


def test_a_zip_that_lies_about_its_lengths_is_refused(tmp_path, place):
    path = zipped(tmp_path / "a.zip", [("a", b"x" * 5000)])
    path.write_bytes(path.read_bytes().replace((5000).to_bytes(4, "little"), b"\x05\0\0\0"))
    refused(path, place, r"a\.zip must be a whole archive; got Bad CRC-32")


@pytest.mark.parametrize("cut", [1, 40, 71_000])
def test_a_cut_archive_is_refused(tmp_path, place, cut):
    for path in (
        tar(tmp_path / "a.tar", FILES),
        tar(tmp_path / "a.tgz", FILES, "w:gz"),
        zipped(tmp_path / "a.zip", FILES),
    ):
        data = path.read_bytes()
        path.write_bytes(data[: max(1, len(data) - cut)])
        if path.suffix == ".tar" and cut < 71_000:  # some zeros of many are gone
            unpack(path, place / "zeros")
            shutil.rmtree(place / "zeros")
        else:
            refused(path, place, f"{path.name} must be a whole archive; got ")


def test_a_tar_cut_exactly_between_two_members_is_refused(tmp_path, place):
    """tarfile itself takes that for the end of the archive."""
    path = tar(tmp_path / "a.tar", [("a", b"x" * 512), ("b", b"y" * 512)])
    path.write_bytes(path.read_bytes()[:1024])
    refused(path, place, "must be a whole archive; got no end")


def test_a_changed_byte_under_gzip_is_seen(tmp_path, place):
    path = tar(tmp_path / "a.tgz", FILES, "w:gz")
    raw = bytearray(path.read_bytes())
    raw[-6] ^= 1  # the checksum at the very end
    path.write_bytes(raw)
    refused(path, place, "must be a whole archive; got CRC check failed")


@pytest.mark.parametrize("data", [b"", b"PK", b"PK\3\4", b"\x1f\x8b", b"hello" * 200, bytes(2000)])
def test_what_is_no_archive_is_refused(tmp_path, place, data):
    (tmp_path / "a.bin").write_bytes(data)
    if data == bytes(2000):  # a tar without members
        unpack(tmp_path / "a.bin", place / "out")
        assert tree(place / "out") == {}
    else:
        refused(tmp_path / "a.bin", place, r"a\.bin must be a whole archive; got ")


def test_an_encrypted_zip_is_refused(tmp_path, place):
    path = zipped(tmp_path / "a.zip", [("a", b"secret")])
    raw = bytearray(path.read_bytes())
    raw[6] |= 1  # the flag in the local header, then in the directory
    raw[raw.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(raw)
    refused(path, place, "must be a whole archive; got .* is encrypted, password req")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_changed_it_is_unpacked_or_refused_and_nothing_else_happens(
    tmp_path_factory, data
):
    base = tmp_path_factory.mktemp("fuzz")
    (base / "place").mkdir()
    form = data.draw(st.sampled_from(["tar", "tgz", "zip"]))
    path = base / f"a.{form}"
    small = [("a/one.txt", b"one"), ("b", b"two")]
    if form == "zip":
        zipped(path, small)
    else:
        tar(path, small, "w:gz" if form == "tgz" else "w")
    raw = bytearray(path.read_bytes()[:2600])
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(raw)
    try:
        unpack(path, base / "place" / "out", caps=Caps(bytes=2**20))
    except (DataError, StorageError):  # a name may have become too long for the disk
        assert tree(base / "place") == {}
    assert {p.name for p in base.iterdir()} == {"place", path.name}
    assert {p.name for p in (base / "place").iterdir()} <= {"out"}


@pytest.mark.parametrize("damage", ["cut", "sum", "other"])
def test_a_gzip_file_is_unpacked_and_a_broken_one_leaves_nothing(tmp_path, damage):
    raw = bytearray(gzip.compress(b"idx" * 1000))
    (tmp_path / "b.gz").write_bytes(raw)
    unpack_gzip(tmp_path / "b.gz", tmp_path / "b")
    assert (tmp_path / "b").read_bytes() == b"idx" * 1000
    raw = {"cut": raw[:-10], "sum": raw[:-8] + bytes(8), "other": bytearray(b"idx")}[damage]
    (tmp_path / "a.gz").write_bytes(raw)
    with pytest.raises(DataError, match=r"a\.gz must be a whole gzip file; got "):
        unpack_gzip(tmp_path / "a.gz", tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_gzip_bomb_leaves_nothing(tmp_path):
    (tmp_path / "a.gz").write_bytes(gzip.compress(bytes(2**20)))
    with pytest.raises(DataError, match=r"a\.gz must unpack to at most 1,000 bytes; got more"):
        unpack_gzip(tmp_path / "a.gz", tmp_path / "a", caps=Caps(bytes=1000))
    assert not (tmp_path / "a").exists()
