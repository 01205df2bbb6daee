import numpy as np
import pytest

import netwright as nw
from netwright.api._prepared import Asked
from netwright.api._train import prepare
from netwright.errors import DataError, SettingError


def _prepared(path, **settings):
    return nw.inspect(path, **settings).prepared


def _write(path, header, rows):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


def test_a_table_becomes_examples_a_task_and_a_recipe(data):
    done = _prepared(data / "people.csv", target="label")
    assert done.task.classes == ("no", "yes")
    assert set(done.examples.arrays) == {"numbers", "categories", "label"}
    assert done.examples.count == 120
    assert done.data["columns"] == {"age": "number", "hours": "number", "town": "category"}
    assert done.fields(0)["town"] in ("Bath", "Leeds", "York")


def test_a_resume_says_of_the_task_what_the_run_said(data):
    """Inferred or asked for: the same recipe gives the same notes, and so the same data.json."""
    for settings in ({}, {"task": "table-classification"}):
        first = nw.inspect(data / "people.csv", target="label", **settings).prepared
        again = prepare(
            Asked(data=str(data / "people.csv"), test=None, user={}, fixed=first.recipe),
            lambda line: None,
        )
        assert again.data == first.data


def test_rows_of_a_group_stay_together_and_its_name_is_not_learned(tmp_path):
    rows = [(f"g{i // 4}", i % 7, i * 0.5, "ab"[i % 2]) for i in range(120)]
    path = _write(tmp_path / "t.csv", "group,x,z,label", rows)
    done = _prepared(path, target="label", group="group")
    assert "group" not in done.data["columns"]
    groups = {
        split: {row // 4 for row in rows.tolist()} for split, rows in done.examples.splits.items()
    }
    assert sum(map(len, groups.values())) == 30


def test_the_past_trains_and_the_newest_rows_score(tmp_path):
    days = np.random.default_rng(0).permutation(100)
    rows = [(f"2026-{1 + d // 28:02}-{1 + d % 28:02}", d * 0.1, "ab"[d % 2]) for d in days]
    path = _write(tmp_path / "t.csv", "day,x,label", rows)
    splits = _prepared(path, target="label", time="day").examples.splits
    assert days[splits["train"]].max() < days[splits["val"]].min()
    assert days[splits["val"]].max() < days[splits["test"]].min()
    numbers = _write(tmp_path / "n.csv", "at,x,label", [(d, d * 0.1, "ab"[d % 2]) for d in days])
    splits = _prepared(numbers, target="label", time="at").examples.splits
    assert days[splits["train"]].max() < days[splits["test"]].min()


@pytest.mark.parametrize("words", ["soon", "2026-01-01,soon"])
def test_times_that_are_none_are_refused(tmp_path, words):
    cells = words.split(",")
    rows = [(cells[i % len(cells)], i, "ab"[i % 2]) for i in range(60)]
    path = _write(tmp_path / "t.csv", "day,x,label", rows)
    with pytest.raises(DataError, match="time column 'day' must hold dates or numbers; got"):
        _prepared(path, target="label", time="day")


def test_a_given_test_table_only_scores(data, tmp_path):
    (tmp_path / "later.csv").write_text((data / "people.csv").read_text())
    done = _prepared(data / "people.csv", target="label", test=tmp_path / "later.csv")
    assert done.examples.splits["test"].tolist() == list(range(120, 240))
    (tmp_path / "later.csv").write_text("age,hours,town,label\n3,4,Bath,perhaps\n")
    with pytest.raises(DataError, match="the test file must have the classes of train; got 'perh"):
        _prepared(data / "people.csv", target="label", test=tmp_path / "later.csv")


def test_rows_without_a_target_are_left_out_and_listed(tmp_path):
    rows = [(i, i * 3 % 11, "" if i == 7 else i * 1.5) for i in range(60)]
    done = _prepared(_write(tmp_path / "t.csv", "x,z,y", rows), target="y")
    assert (done.examples.count, done.data["left_out"]) == (59, [7])
    assert "row 7" not in done.examples.names


def test_a_positive_skewed_target_is_learned_as_its_logarithm(tmp_path):
    rows = [(i, round(float(np.exp(i / 8)), 3)) for i in range(80)]
    done = _prepared(_write(tmp_path / "t.csv", "x,y", rows), target="y")
    assert done.task.log is True
    assert any("its logarithm is learned" in note for note in done.data["notes"])
    assert _prepared(tmp_path / "t.csv", target="y", log_target=False).task.log is False


def test_columns_may_be_called_what_they_are(data):
    done = _prepared(data / "people.csv", target="label", kinds="age = category; town=text")
    assert (done.data["columns"]["age"], done.data["columns"]["town"]) == ("category", "text")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"group": "twon"}, "group must be the name of a column, perhaps 'town'"),
        ({"time": "agee"}, "time must be the name of a column, perhaps 'age'"),
        ({"task": "image-classification"}, "task must be table-classification or table-regression"),
    ],
)
def test_settings_that_do_not_fit_the_table_are_refused(data, settings, words):
    with pytest.raises(SettingError, match=words):
        _prepared(data / "people.csv", target="label", **settings)
