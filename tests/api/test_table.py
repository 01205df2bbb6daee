import numpy as np
import pytest

import netwright as nw
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked
from netwright.errors import DataError, RecipeError, SettingError


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
    with pytest.raises(
        DataError, match="train must have rows of every class; got 'perhaps' elsewhere"
    ):
        _prepared(data / "people.csv", target="label", test=tmp_path / "later.csv")


def test_rows_without_a_target_are_left_out_and_listed(tmp_path):
    rows = [(i, i * 3 % 11, "" if i == 7 else i * 1.5) for i in range(60)]
    done = _prepared(_write(tmp_path / "t.csv", "x,z,y", rows), target="y")
    assert (done.examples.count, done.data["left_out"]) == (59, [7])
    assert "row 8" not in done.examples.names


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


def test_settings_of_pictures_are_refused_for_tables(data):
    idle = {"side": 16, "channels": 1, "augment": "shift", "damaged": 0.2}
    with pytest.raises(RecipeError, match="side must be left out for tables; got 16") as told:
        _prepared(data / "people.csv", target="label", **idle)
    assert len(told.value.mistakes) == 4
    _prepared(data / "people.csv", target="label", augment="none")


def test_groups_and_time_cannot_both_split(data):
    with pytest.raises(SettingError, match="group must be left out where time is given; got 'tow"):
        _prepared(data / "people.csv", target="label", group="town", time="age")


def test_a_class_of_the_given_val_rows_only_is_refused(tmp_path):
    random = np.random.default_rng(0)
    x, y = random.random((60, 2)), np.array(["a", "b"] * 30)
    parts = {"x_train": x, "y_train": y, "x_val": x[:10] + 1, "y_val": np.array(["c"] * 10)}
    np.savez(tmp_path / "t.npz", **parts)
    with pytest.raises(DataError, match="train must have rows of every class; got 'c' elsewhere"):
        _prepared(tmp_path / "t.npz")


def test_a_class_that_val_lacks_is_said(tmp_path):
    rows = [(i, i * 7 % 13, "c" if i == 3 else "ab"[i % 2]) for i in range(60)]
    done = _prepared(_write(tmp_path / "t.csv", "x,z,label", rows), target="label")
    assert "val has no row of 1 of 3 classes: 'c'" in done.data["notes"]


def test_repeats_are_counted_and_said(tmp_path):
    rows = [(i // 2, i // 2 * 7 % 13, "ab"[i // 2 % 2]) for i in range(80)]
    done = _prepared(_write(tmp_path / "t.csv", "x,z,label", rows), target="label")
    assert "40 rows repeat another to the byte; repeats share a split" in done.data["notes"]


def test_ten_rows_and_a_number_can_be_learned(tmp_path):
    rows = [(i * i % 11, i * 1.5) for i in range(10)]
    splits = _prepared(_write(tmp_path / "t.csv", "x,y", rows), target="y").examples.splits
    assert {name: len(rows) for name, rows in splits.items()} == {"train": 6, "val": 2, "test": 2}


@pytest.mark.parametrize("form", ["{m:02}/{d:02}/2010", "{d}.{m}.2010", "2010-{m:02}-{d:02} 14:30"])
def test_times_are_read_in_every_form_of_dates(tmp_path, form):
    days = np.random.default_rng(1).permutation(100)
    cells = [form.format(m=1 + d // 28, d=1 + d % 28) for d in days]
    cells[3] = ""
    rows = [(cell, d * 0.1, "ab"[d % 2]) for cell, d in zip(cells, days, strict=True)]
    done = _prepared(_write(tmp_path / "t.csv", "day,x,label", rows), target="label", time="day")
    splits = done.examples.splits
    assert days[np.setdiff1d(splits["train"], [3])].max() < days[splits["val"]].min()
    assert days[splits["val"]].max() < days[splits["test"]].min()
    assert 3 in splits["train"]
    assert "rows without 'day', taken for the oldest: 1" in done.data["notes"]


def test_rows_are_named_by_their_number_in_their_file(data, tmp_path):
    rows = (data / "people.csv").read_text().splitlines()[:6]
    (tmp_path / "later.csv").write_text("\n".join(rows) + "\n")
    done = _prepared(data / "people.csv", target="label", test=tmp_path / "later.csv")
    assert done.examples.names[0] == "row 1"
    assert done.examples.names[119:121] == ("row 120", "later.csv row 1")
    assert done.examples.names[-1] == "later.csv row 5"


def test_test_targets_do_not_choose_the_logarithm(tmp_path):
    rows = [(i, round(float(np.exp(i / 8)), 3)) for i in range(80)]
    path = _write(tmp_path / "t.csv", "x,y", rows)
    later = _write(tmp_path / "later.csv", "x,y", [(3, 4.0), (5, -3)])
    with pytest.raises(DataError, match="targets must be above 0 for a run that learned their"):
        _prepared(path, target="y", test=later)
    assert _prepared(path, target="y", test=later, log_target=False).task.log is False


def test_targets_are_kept_as_they_are(tmp_path):
    rows = [(i, 16_777_217 + i) for i in range(60)]
    done = _prepared(_write(tmp_path / "t.csv", "x,y", rows), target="y", task="table-regression")
    assert done.examples.arrays["target"].tolist() == [16_777_217 + i for i in range(60)]
