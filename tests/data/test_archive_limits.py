"""The stream that tarfile reads from, and the meter: what comes out is counted, and stopped."""

import io
import tarfile

import pytest

from netwright.data._archive_limits import BLOCK, FLOOR, HEADER, Caps, Counted, Meter
from netwright.data._archives import unpack
from netwright.errors import DataError


def meter(tmp_path, size: int = 1000, **caps: int) -> Meter:
    (tmp_path / "a.tar").write_bytes(bytes(size))
    return Meter(tmp_path / "a.tar", Caps(**caps))


def left_before_refusal(counter: Meter) -> int:
    """How many bytes the meter lets through, to the nearest mebibyte above."""
    passed = 0
    while passed < 2**27:
        try:
            counter.bytes(2**20)
        except DataError:
            return passed
        passed += 2**20
    return passed


def test_a_small_archive_may_unpack_to_the_floor_and_a_large_one_to_the_ratio(tmp_path):
    assert left_before_refusal(meter(tmp_path, 1000)) == FLOOR
    assert left_before_refusal(meter(tmp_path, 2**18, ratio=200)) == 50 * 2**20
    assert left_before_refusal(meter(tmp_path, 2**18, ratio=200, bytes=2**22)) == 2**22


def test_the_words_name_the_archive_and_the_cap(tmp_path):
    counter = meter(tmp_path, files=1, bytes=10)
    counter.member()
    with pytest.raises(DataError, match=r"a\.tar must hold at most 1 files; got more"):
        counter.member()
    with pytest.raises(DataError, match=r"a\.tar must unpack to at most 10 bytes; got more"):
        counter.bytes(11)


def test_the_last_byte_comes_again_and_nothing_before_it(tmp_path):
    stream = Counted(io.BytesIO(b"0123456789"), meter(tmp_path))
    assert stream.read(4) == b"0123"
    assert stream.seek(3) == 3
    assert stream.read(3) == b"345"
    assert stream.seek(8) == stream.tell() == 8
    assert stream.read(9) == b"89"
    assert stream.seek(9) == 9
    assert stream.read(1) == b"9"
    for place, whence in ((5, io.SEEK_SET), (0, io.SEEK_END)):
        with pytest.raises(tarfile.StreamError, match="members that lie in one another"):
            stream.seek(place, whence)


def test_it_knows_the_end_of_a_tar_by_its_zeros(tmp_path):
    stream = Counted(io.BytesIO(b"x" * BLOCK + bytes(BLOCK)), meter(tmp_path))
    stream.read(BLOCK)
    assert not stream.ended
    stream.read(BLOCK)
    assert stream.ended
    stream.read(BLOCK)
    assert not stream.ended


def test_no_more_is_read_in_one_go_than_a_header_may_have(tmp_path):
    stream = Counted(io.BytesIO(b"x" * 100), meter(tmp_path))
    assert len(stream.read(HEADER)) == 100
    for size in (HEADER + 1, -1):
        with pytest.raises(tarfile.ReadError, match=f"a header of {size:,} bytes"):
            stream.read(size)


def test_a_header_without_end_is_not_read_into_memory(tmp_path):
    info = tarfile.TarInfo("././@PaxHeader")
    info.type, info.size = tarfile.XHDTYPE, 2**33
    (tmp_path / "a.tar").write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(10_000))
    with pytest.raises(DataError, match=r"a\.tar must be a whole archive; got a header of 8,589"):
        unpack(tmp_path / "a.tar", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_member_of_a_length_below_nothing_is_refused(tmp_path):
    info = tarfile.TarInfo("a")
    info.size, info.pax_headers = 3, {"size": "-5120"}
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(b"abc"))
    with pytest.raises(DataError, match="must be a whole archive; got "):
        unpack(tmp_path / "a.tar", tmp_path / "out")
    assert not (tmp_path / "out").exists()
