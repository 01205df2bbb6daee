import pytest

from netwright.api._diagnose_reached import reached
from netwright.api._strategy_asked import AskedOfErrors, has_errors
from netwright.errors import SettingError


def test_a_number_refuses_what_is_about_wrong_answers(runs, tmp_path):
    found = reached(runs.houses.path)
    assert not has_errors(found)
    for asked in ({"sheet": tmp_path / "e.csv"}, {"minutes": 1.0}, {"against": runs.houses.path}):
        with pytest.raises(
            SettingError, match="must be left out: the run has no val rows that are"
        ):
            AskedOfErrors(**asked).expect_possible(found)
    AskedOfErrors().expect_possible(found)


def test_what_cannot_be_done_is_refused_before_anything_is_computed(runs, copied, tmp_path):
    found = reached(runs.people.path)
    for minutes in (0, -1.0, float("nan"), float("inf")):
        with pytest.raises(SettingError, match="minutes must be a number of minutes above 0"):
            AskedOfErrors(minutes=minutes).expect_possible(found)
    with pytest.raises(SettingError, match="run must be a run folder"):
        AskedOfErrors(against=tmp_path).expect_possible(found)
    (tmp_path / "e.csv").write_text("")
    with pytest.raises(SettingError, match="sheet must be a file that is not there yet"):
        AskedOfErrors(sheet=tmp_path / "e.csv").expect_possible(found)
    folder = copied("people")
    (folder / "manifest.json").unlink()
    with pytest.raises(SettingError, match="run must be finished"):
        AskedOfErrors(minutes=1.0).expect_possible(reached(folder))
