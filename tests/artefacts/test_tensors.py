"""Round trips, and files that lie: refused in no time, before they take memory."""

import json
import struct
import tempfile
import time
import tracemalloc
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.artefacts import check_header, read_tensors, write_tensors
from netwright.artefacts._tensors import HEADER_LIMIT, NAMES_LIMIT
from netwright.errors import DamageError, StorageError

KINDS = (torch.float32, torch.float16, torch.bfloat16, torch.int64, torch.uint8, torch.bool)
TENSORS = {"weight": torch.arange(6.0).reshape(2, 3), "bias": torch.tensor([-1.5, 2.5])}
SECONDS, BYTES = 1.0, 200 * 2**20  # of a refusal, requirement R9


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "a.safetensors"
    write_tensors(path, TENSORS)
    return path.read_bytes()


@pytest.fixture
def refuse(tmp_path):
    """Read bytes that must be refused, in little time and memory."""
    path = tmp_path / "a.safetensors"

    def attempt(words):
        with pytest.raises(DamageError, match=words):
            read_tensors(path)

    def refuse(data, words):
        path.write_bytes(data)
        begun = time.process_time()
        attempt(words)
        assert time.process_time() - begun < SECONDS
        tracemalloc.start()  # makes it slow: apart
        attempt(words)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < BYTES

    return refuse


def with_header(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def entry(start, end, shape=(2,), dtype="F32"):
    return {"dtype": dtype, "shape": list(shape), "data_offsets": [start, end]}


@settings(deadline=None, max_examples=40)
@given(
    st.dictionaries(
        st.text(max_size=12).filter(lambda name: name != "__metadata__"),
        st.tuples(st.lists(st.integers(0, 4), max_size=3), st.sampled_from(KINDS)),
        max_size=5,
    ),
    st.integers(0, 99),
)
def test_tensors_come_back_as_they_were(shapes, seed):
    numbers = torch.Generator().manual_seed(seed)
    tensors = {
        name: (100 * torch.randn(shape, generator=numbers)).to(kind)
        for name, (shape, kind) in shapes.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.safetensors"
        write_tensors(path, tensors)
        found = read_tensors(path)
        assert set(check_header(path)) == set(tensors)
    assert found.keys() == tensors.keys()
    for name, tensor in tensors.items():
        assert found[name].dtype == tensor.dtype
        assert torch.equal(found[name], tensor)


def test_numbers_that_are_none_keep_their_bits(tmp_path):
    odd = torch.tensor([float("nan"), float("inf"), -0.0, 1e-45])
    write_tensors(tmp_path / "a", {"odd": odd})
    assert torch.equal(read_tensors(tmp_path / "a")["odd"].view(torch.int32), odd.view(torch.int32))


def test_equal_tensors_give_equal_bytes_whatever_their_order(tmp_path, whole):
    write_tensors(tmp_path / "a", dict(reversed(TENSORS.items())))
    assert (tmp_path / "a").read_bytes() == whole


def test_a_file_that_is_not_there_is_no_damage(tmp_path):
    for read in (read_tensors, check_header):
        with pytest.raises(StorageError, match="must exist; got nothing there") as caught:
            read(tmp_path / "a")
        assert not isinstance(caught.value, DamageError)


@pytest.mark.parametrize("length", [0, 1, HEADER_LIMIT + 1, 2**40, 2**63, 2**64 - 1])
def test_a_header_of_a_length_that_lies_is_refused(refuse, length):
    data = struct.pack("<Q", length) + b"{}" + b" " * 100
    refuse(data, f"must have a safetensors header; got {length:,} bytes")


def test_a_header_that_is_too_long_is_refused_though_it_is_there(refuse):
    refuse(with_header(b"{" + b" " * HEADER_LIMIT + b"}"), "must have a safetensors header")


@pytest.mark.parametrize("count", [NAMES_LIMIT + 1, 100_000, 200_000])
def test_too_many_names_are_refused(refuse, count):
    one = '"%d": {"dtype": "F32", "shape": [0], "data_offsets": [0, 0]}'
    header = ("{" + ", ".join([one % i for i in range(count)]) + "}").encode()
    assert len(header) < HEADER_LIMIT
    refuse(with_header(header), f"must name at most {NAMES_LIMIT:,} tensors; got more")


@pytest.mark.parametrize("part", [b"[],", b"{},", b"1.,", b"[[[[", b'{"":', b"\xf0\x9f\x8e\x88"])
def test_a_header_that_grows_when_it_is_read_is_refused(refuse, part):
    header = b'{"a":[' + part * ((HEADER_LIMIT - 12) // len(part)) + b"1]}"
    refuse(with_header(header), "must name at most|must have a header of JSON")


@pytest.mark.parametrize("header", [b"[]", b"3 ", b'"a"', b"null"])
def test_a_header_that_is_no_table_is_refused(refuse, header):
    refuse(with_header(header), "must have a header that names tensors; got something else")


@pytest.mark.parametrize(
    "header", [b"{{", b"{]", b"\xff\xfe", b"[" * 100_000, b'{"a": 1', b"9" * 5_000]
)
def test_a_header_that_is_no_json_is_refused(refuse, header):
    refuse(with_header(header), "must have a header of JSON; got ")


@pytest.mark.parametrize(
    "header",
    [
        {"a": entry(0, 8), "b": entry(4, 12)},  # overlap
        {"a": entry(0, 8), "b": entry(0, 8)},
        {"a": entry(0, 16)},  # more than its shape needs
        {"a": entry(0, 4)},
        {"a": entry(8, 0)},
        {"a": entry(-8, 0)},
        {"a": entry(4, 12)},  # a hole before it
        {"a": entry(0, 8_000_000_000, (2_000_000_000,))},  # beyond the end of the file
        {"a": entry(0, 2**64 - 4, (2**62 - 1,))},
        {"a": entry(0, 8, (2**32, 2**32))},  # a product that overflows
        {"a": entry(0, 8, (2**64,))},
        {"a": entry(0, 8, (-2,))},
        {"a": entry(0, 8, (1e300,))},
        {"a": entry(0, 8, dtype="O")},
        {"a": {"dtype": "F32"}},
        {"a": "os.system"},
        {"a": [1, 2]},
        {"__metadata__": {"a": 1}},
        {"a": entry(0, 8), "__metadata__": [1]},
    ],
)
def test_a_header_that_points_elsewhere_is_refused(refuse, header):
    refuse(with_header(header, bytes(12)), "must be a safetensors file; got ")


def test_numbers_behind_the_last_tensor_are_refused(refuse, whole):
    refuse(whole + b"\0", "must be a safetensors file; got ")


def test_a_file_cut_at_any_byte_is_refused(refuse, whole):
    for length in range(len(whole)):
        refuse(whole[:length], "must have a safetensors header|must be a safetensors file")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_a_flipped_bit_is_refused_or_gives_numbers_only(whole, data):
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        broken[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.safetensors"
        path.write_bytes(broken)
        begun = time.process_time()
        try:
            found = read_tensors(path)
        except DamageError:  # most flips are refused, some only change a number
            found = {}
        assert time.process_time() - begun < SECONDS
    assert all(isinstance(tensor, torch.Tensor) for tensor in found.values())


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=64))
def test_any_bytes_are_refused(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.safetensors"
        path.write_bytes(data)
        with pytest.raises(DamageError, match=r"must (have|be|name)"):
            read_tensors(path)
