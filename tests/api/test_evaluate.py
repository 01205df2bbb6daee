import pytest

import netwright as nw
from netwright.api._predict import predict_inputs
from netwright.errors import DataError


def test_a_run_is_scored_on_the_rows_it_held_out(runs):
    for run in (runs.people, runs.houses, runs.photos):
        done = nw.evaluate(run)
        assert done.split == "test"
        assert done.summary()["goal"] == run.goal
        assert done.rows == len(done.output)


def test_other_data_are_scored_whole(runs, data, tmp_path):
    rows = (data / "people.csv").read_text().splitlines()
    (tmp_path / "new.csv").write_text("\n".join(rows[:31]) + "\n")
    done = nw.evaluate(runs.people.path, tmp_path / "new.csv")
    assert (done.split, done.rows) == ("all", 30)
    assert set(done.trivial) == set(done.scores)


def test_a_copy_of_the_training_data_scores_its_held_out_rows_only(runs, data, tmp_path):
    (tmp_path / "copy.csv").write_bytes((data / "people.csv").read_bytes())
    done = nw.evaluate(runs.people, tmp_path / "copy.csv")
    assert (done.split, done.rows) == ("test", 24)


def test_rows_without_a_label_are_left_out_and_said(runs, data, tmp_path):
    lines = (data / "people.csv").read_text().splitlines()[:20]
    lines[1] = lines[1].rsplit(",", 1)[0] + ","
    (tmp_path / "gap.csv").write_text("\n".join(lines))
    done = nw.evaluate(runs.people, tmp_path / "gap.csv")
    assert done.rows == 18
    assert any("1 row" in note for note in done.notes)


def test_a_single_row_has_a_score(runs, tmp_path):
    (tmp_path / "one.csv").write_text("size,age,town,price\n50,30,Bath,60000\n")
    done = nw.evaluate(runs.houses, tmp_path / "one.csv")
    assert done.rows == 1
    assert done.summary()["goal"]["value"] > 0


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("people", "age,hours,town,label\n3,4,Bath,perhaps\n", "labels must be classes of the mod"),
        ("people", "age,hours,town\n3,4,Bath\n", "must have the column the run has learned, 'lab"),
        ("people", "age,town,label\n3,Bath,no\n", "none called 'hours'"),
        ("photos", "age,label\n3,no\n", "must hold pictures as the run's data did; got a table"),
    ],
)
def test_data_that_do_not_fit_are_refused(runs, tmp_path, name, text, words):
    (tmp_path / "other.csv").write_text(text)
    with pytest.raises(DataError, match=words):
        nw.evaluate(getattr(runs, name), tmp_path / "other.csv")


def test_data_of_another_kind_are_refused(runs, data):
    with pytest.raises(DataError, match="data must be of the kind the run was trained on; got cl"):
        nw.evaluate(runs.people, data / "photos")


def test_the_runs_own_data_must_be_as_they_were(data, tmp_path):
    source = tmp_path / "t.csv"
    source.write_bytes((data / "people.csv").read_bytes())
    settings = {"target": "label", "model": "logistic", "epochs": 1, "plan": "fp32"}
    run = nw.train(source, out=tmp_path, **settings)
    source.write_text(source.read_text().replace("Bath", "Wells", 1))
    with pytest.raises(DataError, match=r"t\.csv must be as it was in training; got other bytes"):
        nw.evaluate(run)


def test_a_run_that_held_nothing_out_needs_other_data(data, tmp_path):
    settings = {"target": "label", "model": "logistic", "epochs": 1, "plan": "fp32"}
    none = {"val_share": 0.0, "test_share": 0.0}
    run = nw.train(data / "people.csv", out=tmp_path, **settings, **none)
    assert run.goal["split"] == "train"
    with pytest.raises(DataError, match="the run must have held out rows to score on its own data"):
        nw.evaluate(run)


def test_targets_without_a_logarithm_are_refused_where_it_was_learned(data, tmp_path):
    run = nw.train(
        data / "houses.csv",
        out=tmp_path,
        target="price",
        model="logistic",
        log_target=True,
        epochs=1,
        plan="fp32",
    )
    lines = (data / "houses.csv").read_text().splitlines()
    cells = lines[1].split(",")
    (tmp_path / "new.csv").write_text("\n".join([lines[0], ",".join([*cells[:-1], "-3"])]) + "\n")
    with pytest.raises(DataError, match="targets must be above 0 for a run that learned their"):
        nw.evaluate(run, tmp_path / "new.csv")


def test_another_spelling_or_a_copy_of_the_training_file_is_the_runs_own_data(
    data, tmp_path, monkeypatch
):
    lines = (data / "people.csv").read_text().splitlines()
    (tmp_path / "tr.csv").write_text("\n".join(lines[:91]) + "\n")
    (tmp_path / "te.csv").write_text("\n".join([lines[0], *lines[91:]]) + "\n")
    settings = {"target": "label", "model": "logistic", "epochs": 1, "plan": "fp32"}
    run = nw.train(tmp_path / "tr.csv", out=tmp_path, test=tmp_path / "te.csv", **settings)
    (tmp_path / "copy.csv").write_bytes((tmp_path / "tr.csv").read_bytes())
    monkeypatch.chdir(tmp_path)
    for name in (None, "tr.csv", "./tr.csv", "copy.csv"):
        done = nw.evaluate(run, name)
        assert (done.split, done.rows, done.own) == ("test", 30, True)
        assert done.names[0] == "te.csv row 1"
    (tmp_path / "te.csv").write_text("\n".join(lines[:20]) + "\n")
    with pytest.raises(DataError, match=r"tr\.csv must be as it was in training; got other bytes"):
        nw.evaluate(run, "copy.csv")


def test_the_target_and_the_group_are_no_unknown_columns(data, tmp_path):
    settings = {"target": "label", "model": "logistic", "epochs": 1, "plan": "fp32"}
    (tmp_path / "groups.csv").write_text(
        "".join(
            f"{'group' if i == 0 else f'g{i // 3}'},{line}\n"
            for i, line in enumerate((data / "people.csv").read_text().splitlines())
        )
    )
    run = nw.train(tmp_path / "groups.csv", out=tmp_path, group="0", **settings)
    lines = (tmp_path / "groups.csv").read_text().splitlines()
    (tmp_path / "new.csv").write_text("\n".join(lines[:31]) + "\n")
    assert not any("unknown" in note for note in nw.evaluate(run, tmp_path / "new.csv").notes)
    said = predict_inputs(run.model, [tmp_path / "new.csv"])
    assert len(said.answers) == 30
    assert not any("unknown" in note for note in said.notes)


@pytest.mark.parametrize("name", ["~nobody-of-this-name/t.csv", "no such file.csv"])
def test_a_path_that_cannot_be_opened_is_said(runs, name):
    with pytest.raises(DataError, match="must be a path"):
        nw.evaluate(runs.people, name)
