import math

import pytest

from netwright.data._detection_text import number, text_lines
from netwright.errors import DataError


def test_lines_without_blanks(tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xef\xbb\xbf one \r\n\n  \ntwo\xff\n")
    assert text_lines(file) == ["one", "two\udcff"]


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(DataError, match=r"a\.txt must be a text file that can be read; got: No"):
        text_lines(tmp_path / "a.txt")


@pytest.mark.parametrize(("text", "value"), [("1e2", 100), (" -3 ", -3), ("inf", math.inf)])
def test_numbers(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", [None, "", "four", "1,5", "nan"])
def test_what_is_no_number(text):
    assert math.isnan(number(text))
