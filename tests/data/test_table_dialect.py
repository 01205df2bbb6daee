import pytest

from netwright.data._table_dialect import TableDialect, detect_dialect
from netwright.errors import DataError


def detect(text):
    return detect_dialect(text.encode(), name="t.csv")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiters_are_found(delimiter, line_end):
    rows = [["size", "name", "price"], ["1", "a", "2.5"], ["2", "b", "3.5"]]
    found = detect(line_end.join(delimiter.join(row) for row in rows))
    assert (found.delimiter, found.header, found.decimal) == (delimiter, True, ".")


@pytest.mark.parametrize(
    ("text", "delimiter", "decimal"),
    [
        ("1,5;2,3;3,1\n2,5;1,3;4,1\n", ";", ","),
        ("1,2,a;b\n3,4,c;d\n", ",", "."),
        ("ham\tyes, of course, why; not\nspam\tno, never\n", "\t", "."),
        ("name;words\na;one, two\nb;three, four\n", ";", "."),
        ('"Smith, J",3\n"Doe, A",4\n', ",", "."),
        ("a\tb\n1\t1,234\n2\t5,678\n", "\t", "."),
        ("a;b\nx;0,234\ny;0,500\n", ";", ","),
        ("a;b\nx;1.234,5\ny;12\n", ";", ","),
        (" 1  2.5 3\n10 20.5 4\n", " ", "."),
        ("only\none\ncolumn\n", ",", "."),
    ],
)
def test_hard_delimiters_and_decimal_signs(text, delimiter, decimal):
    found = detect(text)
    assert (found.delimiter, found.decimal) == (delimiter, decimal)


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("a,b\n1,x\n2,y\n", True),
        (",a,a\n0,1,x\n1,2,y\n", True),
        ("when,what\n2020-01-01,x\n2020-01-02,y\n", True),
        ("1,x\n2,y\n", False),
        ("red,x\nred,y\nblue,x\n", False),
        ("x,x,o\no,x,o\n", False),
        ("colour,shape\nred,round\nred,flat\n", True),
        ("ham\tGo until jurong point, crazy..\nspam\tFree entry!\n", False),
        ("1,2\n", False),
        ("a,b\n", True),
        ("?,?\nx,y\n", False),
    ],
)
def test_headers_are_told_from_rows(text, header):
    assert detect(text).header is header


def test_quotes_that_do_not_pair_up_are_plain_characters():
    found = detect('ham\t"Gimme a few" was it\nspam\t"open\nham\tok\n')
    assert not found.quoting
    assert detect('a\t"b"\n').quoting


def test_delimiters_inside_quotes_do_not_count():
    found = detect('";x","a;"\n";y","b;"\n')
    assert (found.delimiter, found.quoting) == (",", True)


def test_blanks_behind_delimiters_are_found():
    assert detect("1, a, 2\n3, b, 4\n").skip_blanks
    assert not detect("1,a,2\n3,b,4\n").skip_blanks


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(DataError, match=r"t.csv must hold a table; got 0 bytes"):
        detect_dialect(b"", name="t.csv")


def test_a_long_file_is_judged_by_its_head():
    assert detect("a;b\n" + "1;2\n" * 400_000).delimiter == ";"
    assert detect("x" * 1_200_000 + ",1").delimiter == ","


@pytest.mark.parametrize(
    ("dialect", "words"),
    [
        (
            {
                "encoding": "UTF-8",
                "bom": False,
                "delimiter": ",",
                "header": False,
                "skip_blanks": True,
            },
            "UTF-8, comma and a blank between cells, no header",
        ),
        (
            {
                "encoding": "UTF-8",
                "bom": False,
                "delimiter": "\t",
                "header": True,
                "quoting": False,
            },
            "UTF-8, tab between cells, header in the first row, quotes are plain characters",
        ),
        (
            {
                "encoding": "UTF-8",
                "bom": False,
                "delimiter": " ",
                "header": False,
                "skip_blanks": True,
            },
            "UTF-8, blanks between cells, no header",
        ),
        ({"encoding": "parquet", "bom": False, "delimiter": "", "header": True}, "parquet"),
    ],
)
def test_a_dialect_says_what_it_is(dialect, words):
    assert TableDialect(**dialect).describe() == words


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (
            "tabular_ames/AmesHousing.csv",
            "UTF-8 with a byte order mark, comma between cells, header in the first row",
        ),
        ("tabular_adult/adult-train.csv", "UTF-8, comma and a blank between cells, no header"),
        ("tabular_boston_housing/housing.csv", "UTF-8, comma between cells, no header"),
        ("tabular_small/titanic.csv", "UTF-8, comma between cells, header in the first row"),
        ("tabular_small/penguins.csv", "UTF-8, comma between cells, header in the first row"),
        (
            "text_sms_spam/SMSSpamCollection",
            "UTF-8, tab between cells, no header, quotes are plain characters",
        ),
        ("recsys_filmtrust/ratings_1.txt", "UTF-8, blanks between cells, no header"),
    ],
)
def test_real_tables(shared_data, path, words):
    file = shared_data / path
    assert detect_dialect(file.read_bytes(), name=path).describe() == words
