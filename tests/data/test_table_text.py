import pytest

from netwright.data._table_text import decode_table, place
from netwright.errors import DataError


@pytest.mark.parametrize(
    ("data", "encoding", "bom"),
    [
        ("é,b\n".encode(), "UTF-8", False),
        ("é,b\n".encode("utf-8-sig"), "UTF-8", True),
        (b"\xff\xfe" + "é,b\n".encode("utf-16-le"), "UTF-16-LE", True),
        (b"\xfe\xff" + "é,b\n".encode("utf-16-be"), "UTF-16-BE", True),
        ("é,b\n".encode("cp1252"), "Windows-1252", False),
    ],
)
def test_the_same_text_comes_out_of_every_encoding(data, encoding, bom):
    found = decode_table(data, name="t.csv")
    assert (found.text, found.encoding, found.bom) == ("é,b\n", encoding, bom)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "t.csv must hold a table; got 0 bytes without any text"),
        (b" \n\r\n", "t.csv must hold a table; got 4 bytes without any text"),
        (b"\xef\xbb\xbf", "must hold a table; got 3 bytes"),
        (b"a,b\n1,\x002\n", "must be text without NUL; got a NUL on line 2, character 3"),
        ("a,b\n1,2\n".encode("utf-16-le"), "without NUL; got a NUL on line 1, character 2"),
        (bytes(range(1, 32)) * 9, "must be a text table or parquet; got binary data"),
        (b"PK\x03\x04rest", "must be a text table or parquet; got a zip archive or a spreadsheet"),
        (b"\x1f\x8brest", "got a gzip archive\nunpack it first"),
        (b"\x89PNG\r\n", "got a picture"),
        (b"a\r\nb,\x81\n", "UTF-8 or Windows-1252; got byte 0x81 on line 2, character 3"),
        (b"\xff\xfea\x00\n", "must be text in UTF-16-LE; got byte 0x0a on line 1, character 2"),
        (b"\xef\xbb\xbfa\xff", "must be text in UTF-8; got byte 0xff on line 1, character 2"),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_place(data, words):
    with pytest.raises(DataError, match="(?s)" + words):
        decode_table(data, name="t.csv")


def test_lines_are_counted_at_every_kind_of_line_end():
    assert place("a\rb\r\nc\nd") == (4, 2)
