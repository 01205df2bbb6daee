"""The error sheet goes out, comes back, and survives spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.diagnosis._strategy_intervals import wilson
from netwright.diagnosis._strategy_sheet import ErrorRow, sheet_rows, sheet_text, tag_shares
from netwright.errors import DataError

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
TAGS = WORDS.map(lambda word: word.replace(";", "").strip()).filter(bool)
ROWS = st.builds(
    ErrorRow,
    example=WORDS.filter(lambda word: word.strip()),
    truth=WORDS,
    answer=WORDS,
    confidence=st.none() | st.integers(0, 1000).map(lambda part: part / 1000),
    label_wrong=st.none() | st.booleans(),
    tags=st.lists(TAGS, max_size=3, unique=True).map(tuple),
    note=WORDS,
)
PLAIN = "example,truth,answer,confidence,label_wrong,tags,note\n"


@given(st.lists(ROWS, max_size=6, unique_by=lambda row: row.example))
def test_rows_come_back_as_they_went(rows):
    assert sheet_rows(sheet_text(rows)) == tuple(rows)


def test_a_formula_is_not_handed_to_a_spreadsheet():
    text = sheet_text([ErrorRow(example="1", truth="=1+1", answer="-3", note="@x")])
    assert text.splitlines()[1] == "1,'=1+1,'-3,,,,'@x"
    assert sheet_rows(text)[0].truth == "=1+1"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_columns_and_line_ends_are_read(mark):
    lines = [
        mark.join(("\ufeffTags", "mood", "Example", " label_wrong ", "confidence")),
        mark.join(('"dark;far"', "good", "7", "X", '"0,5"')),
        mark.join(("", "", "", "", "")),
        mark.join(("", "bad", "8", "No", "")),
    ]
    assert sheet_rows("\r\n".join(lines)) == (
        ErrorRow(example="7", label_wrong=True, tags=("dark", "far"), confidence=0.5),
        ErrorRow(example="8", label_wrong=False),
    )


def test_tags_are_trimmed_and_stand_once():
    text = PLAIN + "7,,,,, dark ;; far;dark ,\n"
    assert sheet_rows(text)[0].tags == ("dark", "far")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the error sheet must have the columns example, label_wrong, tags; got no example"),
        ("example,tags\n1,x\n", "the error sheet must have the columns .* got no label_wrong"),
        (PLAIN + "7,a,b,,,,\n7,a,b,,,,\n", "line 3: an example must stand there once; got '7'"),
        (PLAIN + " ,a,b,,,,\n", "line 2: example must say which one it is; got an empty cell"),
        (PLAIN + "7,a,b,1.5,,,\n", "line 2: confidence must be from 0 to 1; got '1.5'"),
        (PLAIN + "7,a,b,high,,,\n", "line 2: confidence must be from 0 to 1; got 'high'"),
        (PLAIN + "7,a,b,,maybe,,\n", "line 2: label_wrong must be yes, no or empty; got 'maybe'"),
        (PLAIN + "7,a,b,,,," + "x" * 200_000, "line 2: the sheet must be CSV; got field larger"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text, words):
    with pytest.raises(DataError, match=words):
        sheet_rows(text)


def test_tags_are_counted_with_their_ceilings():
    rows = [
        *(ErrorRow(example=str(i), tags=("dark", "far"), label_wrong=False) for i in range(6)),
        *(ErrorRow(example=str(i), tags=("dark",), label_wrong=i == 9) for i in range(6, 10)),
        *(ErrorRow(example=str(i)) for i in range(10, 20)),
    ]
    dark, far, label = tag_shares(rows, 0.2)
    assert [part.name for part in (dark, far, label)] == ["dark", "far", "label wrong"]
    assert (dark.errors, dark.share, dark.ceiling) == (10, 0.5, 0.1)
    assert dark.interval == wilson(10, 20)
    assert (far.errors, far.share) == (6, 0.3)
    assert (label.errors, label.share) == (1, 0.1)  # of the ten that were looked at
    assert label.ceiling == pytest.approx(0.02)
    assert tag_shares([], 0.2) == ()
