import pytest

import netwright as nw
from netwright.errors import DataError, SettingError


def test_a_run_is_not_better_than_itself(runs):
    done = nw.compare(runs.people.path, runs.people.path)
    assert (done.paired.better, done.paired.difference, done.settings) == ("not decided", 0.0, {})
    assert done.summary()["first"]["goal"] == runs.people.goal


def test_two_runs_are_compared_row_by_row(runs, data, tmp_path):
    other = nw.train(
        data / "houses.csv", out=tmp_path, target="price", model="logistic", plan="fp32", epochs=40,
        learning_rate=0.5,
    )  # fmt: skip
    done = nw.compare(runs.houses.path, other.path)
    assert done.paired.better == "second"
    assert done.paired.rows == 24
    assert set(done.settings) == {"epochs", "learning_rate"}
    summary = done.summary()
    assert summary["settings"]["epochs"] == [2.0, 40.0]
    assert summary["paired"]["t"] is not None
    turned = nw.compare(other.path, runs.houses.path)
    assert turned.paired.better == "first"
    assert turned.paired.difference == -done.paired.difference


def test_runs_that_cannot_be_compared_are_refused(runs, data, tmp_path):
    with pytest.raises(DataError, match="runs must have one task; got table-classification and"):
        nw.compare(runs.people.path, runs.houses.path)
    rows = (data / "people.csv").read_text().replace("yes", "maybe")
    (tmp_path / "others.csv").write_text(rows)
    settings = {"target": "label", "model": "logistic", "epochs": 1, "plan": "fp32"}
    others = nw.train(tmp_path / "others.csv", out=tmp_path, **settings)
    with pytest.raises(DataError, match="runs must have the same classes; got 'maybe', 'yes' in"):
        nw.compare(runs.people.path, others.path)
    seed = nw.train(data / "people.csv", out=tmp_path, seed=1, **settings)
    with pytest.raises(DataError, match="runs must have held out the same rows of the same data"):
        nw.compare(runs.people.path, seed.path)


def test_data_given_by_name_must_be_the_same_rows_too(data, tmp_path):
    settings = {"target": "label", "model": "logistic", "epochs": 1, "plan": "fp32"}
    runs = [nw.train(data / "people.csv", out=tmp_path, seed=seed, **settings) for seed in (0, 1)]
    with pytest.raises(DataError, match="runs must have held out the same rows of the same data"):
        nw.compare(runs[0].path, runs[1].path, data / "people.csv")
    lines = (data / "people.csv").read_text().splitlines()
    (tmp_path / "new.csv").write_text("\n".join(lines[:31]) + "\n")
    assert nw.compare(runs[0].path, runs[1].path, tmp_path / "new.csv").paired.rows == 30


def test_numbers_are_compared_in_their_own_unit(runs, data, tmp_path):
    log = nw.train(
        data / "houses.csv", out=tmp_path, target="price", model="logistic", plan="fp32", epochs=2,
        log_target=True,
    )  # fmt: skip
    done = nw.compare(runs.houses.path, log.path)
    mse = [part.scores["mse"].value for part in (done.first, done.second)]
    assert abs(done.paired.difference) == pytest.approx(abs(mse[0] - mse[1]), rel=1e-9)


def test_of_two_runs_the_better_one_that_keeps_to_the_limits_is_chosen(runs, data, tmp_path):
    better = nw.train(
        data / "houses.csv", out=tmp_path, target="price", model="logistic", plan="fp32", epochs=40,
        learning_rate=0.5,
    )  # fmt: skip
    paths = (runs.houses.path, better.path)
    assert nw.compare(*paths).chosen == "second"
    done = nw.compare(*paths, require="parameters<=1e6; latency_ms<=1e5")
    assert (done.chosen, [limit["met"] for limit in done.summary()["limits"]]) == (
        "second",
        [[True, True]] * 2,
    )
    low = done.values[1]["rmse"]
    assert nw.compare(*paths, require=f"rmse>={low + 1}").chosen == "first"
    done = nw.compare(*paths, require="parameters<=1")
    assert (done.chosen, done.paired.better) == ("neither", "second")
    with pytest.raises(SettingError, match="require must be about a measure of the run; got 'para"):
        nw.compare(*paths, require="parametres<=1")
