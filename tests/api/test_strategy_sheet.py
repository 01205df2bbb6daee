import csv

import numpy as np
import pytest

from netwright.api._strategy_answers import Answers
from netwright.api._strategy_sheet import (
    errors_in,
    expect_place,
    is_proposed,
    read_sheet_of,
    write_sheet_of,
)
from netwright.diagnosis import ErrorRow
from netwright.errors import DataError, SettingError, StorageError


def _answers(count=24):
    """Every second row is wrong; later ones are surer."""
    labels = np.arange(count) % 2
    own = np.linspace(0.55, 0.99, count)
    probabilities = np.stack([own, 1 - own], axis=1)
    return Answers(
        rows=np.arange(count) + 100,
        names=tuple(f"p{n}.png" for n in range(count)),
        classes=("cat", "dog"),
        labels=labels,
        probabilities=probabilities,
    )


def test_suspects_come_first_then_the_surest_with_what_is_proposed(tmp_path):
    answers, sheet = _answers(), tmp_path / "errors.csv"
    slices = {"dark": np.arange(24) < 6}
    assert write_sheet_of(sheet, answers, slices, {103}) == 12
    rows = list(csv.DictReader(sheet.read_text().splitlines()))
    assert [row["example"] for row in rows[:3]] == ["p3.png", "p23.png", "p21.png"]
    assert {(row["truth"], row["answer"]) for row in rows} == {("dog", "cat")}
    tags = [row["tags"].split(";") for row in rows]
    assert tags[0][:2] == ["suspected label", "dark"]
    assert sum("dark" in tag for tag in tags) == 3
    assert all(is_proposed(tag, slices) for line in tags for tag in line)
    assert {tag[-1] for tag in tags} == {"cluster 1", "cluster 2"}  # 12 errors make two
    assert float(rows[1]["confidence"]) == pytest.approx(0.99)
    assert not is_proposed("blurred", slices)


def test_few_errors_have_no_clusters(tmp_path):
    sheet = tmp_path / "errors.csv"
    assert write_sheet_of(sheet, _answers(8), {}, set()) == 4
    assert {row.tags for row in read_sheet_of(sheet)} == {()}


def test_what_a_person_wrote_is_read_back(tmp_path):
    answers, sheet = _answers(), tmp_path / "errors.csv"
    write_sheet_of(sheet, answers, {}, set())
    text = sheet.read_text().replace("cluster 1", "blurred").replace("p23.png,", "p23.png,", 1)
    sheet.write_text(text)
    found = errors_in(read_sheet_of(sheet), answers)
    assert len(found) == 12
    assert any(row.tags == ("blurred",) for row in found)


def test_rows_that_are_right_by_now_are_left_out():
    answers = _answers()
    rows = (ErrorRow(example="p1.png"), ErrorRow(example="p2.png"))
    assert [row.example for row in errors_in(rows, answers)] == ["p1.png"]


def test_a_sheet_of_another_run_is_refused():
    with pytest.raises(DataError, match="every example of the sheet must be a val row of the run"):
        errors_in((ErrorRow(example="other.png"),), _answers())
    with pytest.raises(DataError, match="the sheet must hold wrong answers of the run; got 1"):
        errors_in((ErrorRow(example="p2.png"),), _answers())


def test_no_file_is_written_over_and_none_into_the_run(tmp_path):
    run = tmp_path / "run"
    run.mkdir()
    there = tmp_path / "there.csv"
    there.write_text("mine")
    with pytest.raises(SettingError, match="sheet must be a file that is not there yet") as caught:
        expect_place(there, run)
    assert "somebody's tags" in caught.value.hint
    with pytest.raises(SettingError, match="sheet must be outside the run folder, which stays as"):
        expect_place(run / "errors.csv", run)
    with pytest.raises(StorageError, match="must be a folder for the sheet; got nothing there"):
        expect_place(tmp_path / "no" / "errors.csv", run)
    expect_place(tmp_path / "errors.csv", run)


def test_what_cannot_be_read_says_so(tmp_path):
    with pytest.raises(StorageError, match="must be an error sheet; got No such file"):
        read_sheet_of(tmp_path / "nowhere.csv")
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="must be text in UTF-8; got invalid start byte"):
        read_sheet_of(broken)
