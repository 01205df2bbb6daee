import pytest

from netwright.api._paths import expect_run, nearest
from netwright.errors import SettingError


def test_the_nearest_name_beside_it_is_named(tmp_path):
    (tmp_path / "people.csv").touch()
    assert nearest(tmp_path / "poeple.csv") == f"did you mean {tmp_path / 'people.csv'}?"
    assert nearest(tmp_path / "wholly other") == ""
    assert nearest(tmp_path / "no" / "folder" / "here") == ""


def test_a_run_is_known_by_its_files(runs, copied):
    assert expect_run(str(runs.people.path)) == runs.people.path
    damaged = copied("people")
    (damaged / "recipe.toml").unlink()
    assert expect_run(damaged) == damaged


def test_what_may_have_been_meant_is_said(runs, tmp_path):
    with pytest.raises(SettingError, match="run must be a run folder of netwright") as caught:
        expect_run(runs.out)
    assert caught.value.hint.startswith("it holds runs: did you mean ")
    with pytest.raises(SettingError) as caught:
        expect_run(str(runs.people.path)[:-1])
    assert caught.value.hint == f"did you mean {runs.people.path}?"
    for other in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(SettingError) as caught:
            expect_run(other)
        assert "below runs/" in caught.value.hint
