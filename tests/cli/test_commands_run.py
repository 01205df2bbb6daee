import csv
import json
import shutil
from pathlib import Path

import pytest


def _files(run):
    return sorted(p for p in run.rglob("*") if p.is_file() and not p.name.startswith("."))


def _flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_verify_says_that_all_is_well(place, call):
    done = call("verify runs/houses")
    assert (done.code, done.err) == (0, "")
    assert done.out == "runs/houses: every file is as it was written (finished)\n"


def test_verify_names_any_file_with_one_bit_flipped_or_gone(copied, call):
    """R5: every file of a finished run in turn."""
    run = copied("digits")
    files = _files(run)
    assert len(files) >= 15
    for path in files:
        name, whole = path.relative_to(run).as_posix(), path.read_bytes()
        _flip(path)
        done = call(f"verify {run}")
        path.write_bytes(whole)
        assert done.code == 74, name
        # a bit of the manifest is a bit of what it says of another file, or it is no JSON any more
        lines = done.out.splitlines()
        assert lines == [f"{name}: changed"] or name == "manifest.json"
        if name != "manifest.json":
            path.unlink()
            done = call(f"verify {run}")
            path.write_bytes(whole)
            assert (done.code, f"{name}: missing\n" in done.out) == (74, True), name
    assert call(f"verify {run}").code == 0


def test_verify_names_what_was_added_swapped_or_pointed_elsewhere(copied, call):
    run, other = copied("digits"), copied("photos")
    (run / "notes.txt").write_text("mine")
    shutil.copy(other / "model" / "model.json", run / "model" / "model.json")
    (run / "checkpoints" / "best").unlink()
    (run / "checkpoints" / "best").symlink_to("step-00000017")
    assert call(f"verify {run}").out.splitlines() == [
        "checkpoints/best: changed", "model/model.json: changed",
        "notes.txt: not in the manifest",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["model/model.safetensors", "model/model.json", "recipe.toml"])
def test_a_damaged_model_answers_nothing(copied, call, made, name):
    run = copied("people")
    _flip(run / name)
    for line in (f"predict {run} {made}/people.csv", f"evaluate {run}", f"compare {run} {run}"):
        done = call(line)
        assert (done.code, done.out) == (74, ""), line
        assert f"must be as training left it; got {name}: changed" in done.err
        assert f"netwright verify {run}" in done.err


def test_what_a_model_does_not_need_may_be_damaged(copied, call, made):
    run = copied("people")
    _flip(run / "report.html")
    assert call(f"predict {run} {made}/people.csv").code == 0


def test_evaluate_gives_the_score_that_training_gave(place, call):
    for name in ("digits", "people", "houses", "photos"):
        trained = json.loads(Path(f"runs/{name}/model/model.json").read_text())["about"]
        scored = json.loads(call(f"evaluate runs/{name} --json").out)
        assert scored["goal"] == trained["goal"], name
        assert scored["members"] == trained["members"], name


def test_evaluate_in_words(place, call):
    lines = call("evaluate runs/houses").out.splitlines()
    assert lines[0].startswith("test rmse 4")
    assert " +- " in lines[0]
    assert "(ignoring the input: 4" in lines[0]
    assert lines[1] == "24 rows"
    assert lines[2].split() == ["measure", "value", "ignoring", "the", "input"]
    assert {line.split()[0] for line in lines[3:]} == {"r2", "rmse", "mae", "mse", "rmse_log"}


def test_a_run_of_a_table_of_paths_is_evaluated_on_its_own_data(place, call, tmp_path):
    line = (
        f"train paths.csv --target label --model logistic --epochs 1 --plan fp32 --out {tmp_path}"
    )
    assert call(line).code == 0
    (run,) = tmp_path.iterdir()
    assert call(f"evaluate {run}").code == 0


def test_answers_come_in_the_order_of_the_inputs(place, call):
    names = ["photos/light/l03.png", "photos/dark/d05.png", "photos/light/l03.png"]
    answers = json.loads(call(f"predict runs/photos {' '.join(names)} --json").out)["answers"]
    assert [answer["input"] for answer in answers] == names
    assert answers[0] == answers[2]
    (alone,) = json.loads(call(f"predict runs/photos {names[1]} --json").out)["answers"]
    # a picture is prepared to equal bits whatever stands beside it (tests/tasks), but a matrix
    # product of one row adds up in another order than one of three
    sure = pytest.approx(answers[1]["probability"], rel=1e-6)
    assert alone == {**answers[1], "probability": sure}


def test_a_table_may_be_reordered_have_more_columns_and_unseen_words(place, call, tmp_path):
    """R31: order-free, unseen counted, extra said, missing values answered."""
    rows = list(csv.DictReader(Path("people.csv").read_text().splitlines()))[:6]
    plain, odd = tmp_path / "plain.csv", tmp_path / "odd.csv"
    with plain.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["age", "hours", "town"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    with odd.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["town", "shoe", "hours", "age"], extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**row, "shoe": 43} for row in rows)
    first, second = (call(f"predict runs/people {path} --json") for path in (plain, odd))
    assert first.out == second.out
    assert (first.err, "ignored: 'shoe'" in second.err) == ("", True)
    plain.write_text("age,hours,town\n30,,Paris\n,40.0,Bath\n,,\n")
    strange = call(f"predict runs/people {plain} --json")
    assert len(json.loads(strange.out)["answers"]) == 3
    assert "column 'town': 2 cells with a category that training did not show" in strange.err
    assert call(f"predict runs/people {plain} --json --quiet").err == ""


def test_predict_in_words_has_a_line_for_each_answer(place, call):
    done = call("predict runs/houses houses.csv people.csv")
    assert done.code == 65  # one of the tables lacks a column: no half of the answers
    assert done.out == ""
    done = call("predict runs/houses houses.csv houses.csv")
    lines = done.out.splitlines()
    assert len(lines) == 240
    assert lines[:120] == lines[120:]


def test_compare_in_words_names_the_settings_that_differ(place, call, tmp_path):
    line = "train people.csv --target label --model mlp --epochs 3 --plan fp32 --set width=0.1"
    assert call(f"{line} --out {tmp_path}").code == 0
    (run,) = tmp_path.iterdir()
    lines = call(f"compare runs/people {run}").out.splitlines()
    assert lines[0].startswith("first   test accuracy")
    assert lines[1].startswith("second  test accuracy")
    assert "on 24 rows" in lines[2]
    assert [line.split() for line in lines[3:]] == [
        ["setting", "first", "second"],
        ["epochs", "2.0", "3.0"],
    ]
    seed = call(f"{line} --seed 1 --out {tmp_path / 'seed'}")
    assert seed.code == 0
    other = next((tmp_path / "seed").iterdir())
    refused = call(f"compare runs/people {other}")
    assert refused.code == 65
    assert "runs must have held out the same rows of the same data; got others" in refused.err
    assert call(f"compare runs/people {other} lacking.csv").code == 65


def test_reproduce_gives_the_same_bytes_again(place, call):
    for name in ("digits", "people", "photos"):
        done = call(f"reproduce runs/{name} --quiet")
        assert (done.code, done.out, done.err) == (0, "identical\n", ""), name


def test_compare_says_which_limits_are_missed(place, call):
    lines = call("compare runs/people runs/people --require parameters<=1").out.splitlines()
    assert lines[-1] == "of those that meet every limit: neither"
    assert lines[-2].split()[0] == "parameters<=1"
    assert lines[-2].count("(missed)") == 2
    wrong = call("compare runs/people runs/people --require parameters=1")
    assert (wrong.code, wrong.err.splitlines()[0]) == (
        2,
        "netwright: require must be like parameters<=100000; got 'parameters=1'",
    )
