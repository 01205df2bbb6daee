import json
from pathlib import Path

import pytest

FAST = "--model logistic --epochs 1 --plan fp32"


def test_a_training_says_what_it_finds_does_and_leaves(place, call, tmp_path):
    done = call(f"train houses.csv --target price {FAST} --out {tmp_path}")
    (run,) = tmp_path.iterdir()
    assert done.code == 0
    assert "120 rows, 3 columns besides 'price'" in done.err
    assert "price: table-regression" in done.err
    assert f"run: {run}" in done.err
    assert "step 1 of 1" in done.err
    lines = done.out.splitlines()
    assert lines[0].startswith("test rmse ")
    assert lines[1].startswith("logistic, 7 parameters; prepare ")
    assert lines[-2:] == [f"run     {run}", f"report  {run / 'report.html'}"]
    verdict = lines[-5:-2]
    assert [line[:10] for line in verdict] == [
        f"verdict {verdict[0][8:10]}",
        "  because ",
        "  next    ",
    ]


def test_quiet_leaves_the_result_only(place, call, tmp_path):
    done = call(f"train photos {FAST} --quiet --out {tmp_path}")
    assert (done.code, done.err) == (0, "")
    assert len(done.out.splitlines()) == 8


def test_a_run_holds_what_its_design_says(made):
    for name in ("digits", "people", "houses", "photos"):
        run = made / "runs" / name
        assert {path.name for path in run.iterdir() if not path.name.startswith(".")} == {
            "recipe.toml", "data.json", "plan.json", "environment.json", "history.jsonl",
            "timing.jsonl", "tensorboard", "checkpoints", "model", "verdicts.json",
            "report.html", "card.md", "manifest.json",
        }  # fmt: skip
        assert "http://" not in _without_words(run / "report.html")


def _without_words(page):
    """A page without the two addresses that are names and not links."""
    text = page.read_text(encoding="utf-8")
    return text.replace("http://www.w3.org/2000/svg", "").replace(
        "http://www.w3.org/1999/xlink", ""
    )


def test_a_second_run_of_the_same_name_takes_the_next_one(place, call, tmp_path):
    runs = []
    for _ in range(2):
        said = call(f"train people.csv --target label {FAST} --json --out {tmp_path}")
        runs.append(json.loads(said.out)["run"])
    assert runs[1] == f"{runs[0]}-2"
    same = ("history.jsonl", "model/model.safetensors", "recipe.toml", "data.json", "verdicts.json")
    for name in same:
        assert (Path(runs[0]) / name).read_bytes() == (Path(runs[1]) / name).read_bytes()


def test_settings_reach_the_recipe_with_their_origin(place, call, tmp_path):
    line = (
        "train people.csv --target -1 --seed 3 --set dropout=0.25 --group town --test houses2.csv"
    )
    Path("houses2.csv").write_bytes(Path("people.csv").read_bytes())
    try:
        assert call(f"{line} {FAST} --out {tmp_path}").code == 0
    finally:
        Path("houses2.csv").unlink()
    (run,) = tmp_path.iterdir()
    recipe = (run / "recipe.toml").read_text()
    for text in (
        "seed = 3",
        "dropout = 0.25",
        'target = "-1"',
        'dropout = "user"',
        'seed = "user"',
    ):
        assert f"\n{text}\n" in recipe
    facts = json.loads((run / "data.json").read_text())
    assert (facts["target"], facts["test"]) == ("label", "houses2.csv")
    assert "town" not in facts["columns"]


def test_a_plan_is_taken_from_a_run(place, call, tmp_path):
    line = f"train digits --model logistic --epochs 1 --out {tmp_path} --plan runs/digits"
    assert call(line).code == 0
    (run,) = tmp_path.iterdir()
    plans = [json.loads((x / "plan.json").read_text())["plan"] for x in (run, Path("runs/digits"))]
    assert plans[0]["chosen"] == plans[1]["chosen"]


@pytest.mark.parametrize("line", ["train", "train --resume runs/digits digits"])
def test_data_or_a_run_to_resume_and_not_both(place, call, line):
    done = call(line)
    assert (done.code, done.out) == (2, "")
    assert "DATA must be a path" in done.err or "--resume must stand alone; got DATA" in done.err


def test_a_rate_is_given_or_found_and_finding_trains_nothing(place, call, tmp_path, monkeypatch):
    done = call(f"train people.csv --target label --lr 0.02 {FAST} --out {tmp_path / 'runs'}")
    (run,) = (tmp_path / "runs").iterdir()
    assert done.code == 0
    assert "learning_rate = 0.02" in (run / "recipe.toml").read_text()
    found = call(f"train digits --lr find {FAST} --out {tmp_path / 'none'}")
    assert found.code == 0
    assert not (tmp_path / "none").exists()
    assert found.out.splitlines()[-1] == "picture  learning_rate.svg"
    wrong = call("train digits --lr quick")
    assert (wrong.code, wrong.err.splitlines()[0]) == (
        2,
        "netwright: --lr must be a number above 0, or \"find\"; got 'quick'",
    )
    assert call(f"train --resume {run} --lr find").code == 2


def test_what_is_trained_how_reaches_the_recipe(place, call, tmp_path):
    line = f"train photos --augment flip+crop:2 --members 2 --freeze none {FAST} --out {tmp_path}"
    assert call(line).code == 0
    (run,) = tmp_path.iterdir()
    recipe = (run / "recipe.toml").read_text()
    for said in ('augment = "flip+crop:2"', "members = 2", 'freeze = "none"'):
        assert said in recipe
