"""Tables and pictures with several targets, from the data to a compared run."""

import numpy as np
import pytest
import torch
from PIL import Image

import netwright as nw
from netwright.api._prepare import prepare
from netwright.api._prepared import Asked
from netwright.api._verify import reproduce
from netwright.errors import DataError, RecipeError, SettingError

TARGETS = "kind,price,tags"
FAST = {"epochs": 4, "plan": "fp32", "evaluations": 2, "model": "logistic", "tensorboard": False}
HEADER = "a,b,town,kind,price,tags"


def _rows(count=150):
    random = np.random.default_rng(0)
    rows = []
    for _ in range(count):
        a, b = random.normal(size=2)
        kind = "red" if a > 0.5 else "blue" if a < -0.5 else "green"
        tags = "|".join(tag for tag, has in (("big", a > 0), ("cold", b < 0)) if has) or "|"
        cells = [kind, f"{np.exp(1 + b):.4f}", tags]
        cells = ["" if random.random() < 0.15 else cell for cell in cells]
        rows.append((f"{a:.3f}", f"{b:.3f}", ["Bath", "York"][random.integers(2)], *cells))
    return rows


def _write(path, header, rows):
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return path


@pytest.fixture(scope="module")
def things(tmp_path_factory):
    return _write(tmp_path_factory.mktemp("things") / "things.csv", HEADER, _rows())


@pytest.fixture(scope="module")
def run(things):
    threads = torch.get_num_threads()
    made = nw.train(things, out=things.parent, target=TARGETS, learning_rate=0.1, **FAST)
    torch.set_num_threads(threads)
    return made


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """Pictures with a shade, a level and marks."""
    random, folder = np.random.default_rng(1), tmp_path_factory.mktemp("seen")
    rows = []
    for number in range(40):
        level, marks = int(random.integers(20, 200)), random.random(2) > 0.5
        picture = np.full((9, 9, 3), level, np.uint8)
        picture[:2] = 255 if marks[0] else level
        picture[:, :2] = 0 if marks[1] else level
        Image.fromarray(picture).save(folder / f"{number}.png")
        names = "|".join(m for m, has in zip(("top", "left"), marks, strict=True) if has) or "|"
        shade = "dark" if level < 110 else "light"
        rows.append((f"{number}.png", shade, level if number % 5 else "", names))
    return _write(folder / "seen.csv", "file,shade,level,marks", rows)


def test_a_table_becomes_one_task_with_a_part_for_each_target(things):
    done = nw.inspect(things, target=TARGETS, loss_weights="price=0.5").prepared
    kinds = {part.name: (part.kind, part.classes, part.weight) for part in done.task.parts}
    assert kinds == {
        "kind": ("class", ("blue", "green", "red"), 1.0),
        "price": ("number", (), 0.5),
        "tags": ("labels", ("big", "cold"), 1.0),
    }
    assert set(done.data["columns"]) == {"a", "b", "town"}
    stored, train = done.examples.arrays, done.examples.rows("train")
    assert set(stored) == {"numbers", "categories", "label:kind", "target:price", "labels:tags"}
    known = stored["label:kind"][train]
    shares = np.bincount(known[known >= 0]) / (known >= 0).sum()
    np.testing.assert_allclose(done.task.parts[0].shares, shares)
    prices = stored["target:price"][train]
    assert done.task.parts[1].mean == pytest.approx(np.log(prices[~np.isnan(prices)]).mean())


def test_missing_targets_are_said_and_rows_without_any_are_left_out(things):
    done = nw.inspect(things, target=TARGETS).prepared
    cells = [row[3:] for row in _rows()]
    empty = [number for number, row in enumerate(cells) if not any(row)]
    assert done.data["left_out"] == empty
    lacking = sum(not row[1] and any(row) for row in cells)
    words = f"price is missing in rows: {lacking}; such a row counts for its other targets alone"
    assert words in done.data["notes"]
    missing = done.data["targets"]["price"]["missing"]
    assert sum(missing.values()) == lacking
    labels = done.data["targets"]["tags"]["classes"]["big"]
    assert sum(labels.values()) == sum("big" in row[2] for row in cells)
    if empty:
        assert any(note.startswith("rows without any target") for note in done.data["notes"])


def test_a_run_scores_the_same_rows_again(run, things, tmp_path):
    done = nw.evaluate(run)
    assert done.summary()["goal"] == run.goal
    assert (run.goal["measure"], run.goal["trivial"]) == ("skill", 0.0)
    assert run.goal["value"] > 0.1
    assert {"kind/accuracy", "price/rmse", "tags/f1"} <= set(done.scores)
    lines = things.read_text().splitlines()[:40]
    lines[3] = lines[3].split(",")[0] + ",0.1,Bath,purple,,"
    (tmp_path / "new.csv").write_text("\n".join(lines) + "\n")
    other = nw.evaluate(run, tmp_path / "new.csv")
    assert other.split == "all"
    assert any("training never saw" in note and "'purple'" in note for note in other.notes)
    assert np.isfinite(other.scores["skill"].value)


def test_a_run_answers_rows_with_and_without_the_targets(run, things):
    (first, *_) = run.predict(things)
    assert set(first["targets"]) == {"kind", "price", "tags"}
    names = HEADER.split(",")[:3]
    again = run.predict(dict(zip(names, _rows()[0][:3], strict=True)))
    assert again[0]["targets"]["kind"] == first["targets"]["kind"]


def test_a_run_is_reproduced_and_compared(run, things):
    assert reproduce(run.path).identical
    other = nw.train(things, out=things.parent, target=TARGETS, learning_rate=1e-6, **FAST)
    done = nw.compare(run.path, other.path)
    assert done.paired.better == "first"
    single = nw.train(things, out=things.parent, target="tags", **FAST)
    assert single.model.task.name == "several-targets"
    with pytest.raises(DataError, match="runs must have the same classes; got"):
        nw.compare(run.path, single.path)


def test_the_report_shows_every_target(run):
    page = run.report.read_text(encoding="utf-8")
    assert ">Targets</h2>" in page
    assert "one of 3 classes" in page
    assert "price: RMSE" in page
    assert "tags: each label" in page
    assert "skill" in (run.path / "card.md").read_text(encoding="utf-8")


def test_pictures_named_by_a_table_may_have_several_targets(seen):
    run = nw.train(seen, out=seen.parent, target="shade,level,marks", **FAST)
    assert [part.kind for part in run.model.task.parts] == ["class", "number", "labels"]
    assert nw.evaluate(run).summary()["goal"] == run.goal
    (answer,) = run.predict(seen.parent / "0.png")
    assert set(answer["targets"]) == {"shade", "level", "marks"}
    assert "level is missing in rows: 8; such a row counts for its other" in " ".join(
        nw.inspect(seen, target="1,2,3").prepared.data["notes"]
    )


def test_a_single_column_of_labels_or_one_asked_for_is_a_task_too(things, seen):
    assert nw.inspect(things, target="tags").prepared.task.parts[0].kind == "labels"
    done = nw.inspect(things, target="kind", kinds="kind=labels").prepared
    assert done.task.parts[0].classes == ("blue", "green", "red")
    done = nw.inspect(seen, target="shade", task="several-targets").prepared
    assert done.task.parts[0].classes == ("dark", "light")
    assert (
        nw.inspect(things, target="a", task="several-targets").prepared.task.parts[0].log is False
    )
    assert nw.inspect(seen, target="shade").prepared.task.name == "image-classification"
    done = nw.inspect(things, target="tags", task="table-classification").prepared
    assert done.task.name == "table-classification"


def test_a_resume_finds_the_same(things):
    first = nw.inspect(things, target=TARGETS, kinds="tags=labels;a=number").prepared
    asked = Asked(data=str(things), test=None, user={}, fixed=first.recipe)
    again = prepare(asked, lambda line: None)
    assert (again.data, again.task) == (first.data, first.task)


def test_a_class_that_training_never_sees_is_passed_over(tmp_path):
    rows = [(i, i * 7 % 13, "pq"[i % 2], "c" if i == 5 else "ab"[i % 2]) for i in range(40)]
    path = _write(tmp_path / "t.csv", "x,z,first,second", rows)
    found = set()
    for seed in range(6):
        done = nw.inspect(path, target="first,second", seed=seed).prepared
        inside = 5 in done.examples.rows("train")
        assert done.task.parts[1].classes == (("a", "b", "c") if inside else ("a", "b"))
        assert (done.examples.arrays["label:second"][5] == -1) == (not inside)
        found.add(inside)
    assert found == {True, False}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"target": "kind,price,kind"}, "target must be different columns: 'kind' is asked for tw"),
        ({"target": "kind,prise"}, "target must be the name of a column, perhaps 'price'"),
        ({"loss_weights": "prise=2"}, "loss_weights must be of kind, price, tags; got 'prise=2'"),
        ({"loss_weights": "price=-2"}, "loss_weights must be numbers above 0"),
        ({"kinds": "tags=date"}, "the kind of 'tags' must be one of category, number, labels for"),
        (
            {"task": "table-regression"},
            "task must be several-targets for these targets; got 'table",
        ),
        ({"log_target": True, "target": "a,kind"}, "log_target must be false: a target is"),
    ],
)
def test_settings_that_do_not_fit_are_refused(things, settings, words):
    with pytest.raises(SettingError, match=words):
        nw.inspect(things, **{"target": TARGETS, **settings})


def test_settings_of_others_are_refused(things, seen, data):
    with pytest.raises(RecipeError, match="loss_weights must be left out for one target; got 'a=1"):
        nw.inspect(things, target="kind", loss_weights="a=1")
    with pytest.raises(RecipeError, match="tta must be left out for tables; got 'all'"):
        nw.inspect(things, target=TARGETS, tta="all")
    with pytest.raises(RecipeError, match="tta must be left out for pictures; got 'all'"):
        nw.inspect(seen, target="shade,level", tta="all")
    with pytest.raises(SettingError, match="kinds must be of the targets alone: shade, level; got"):
        nw.inspect(seen, target="shade,level", kinds="file=text")
    with pytest.raises(SettingError, match="task must be several-targets for these targets"):
        nw.inspect(seen, target="shade,level", task="image-classification")
    with pytest.raises(SettingError, match="task must be image-classification for pictures in fo"):
        nw.inspect(data / "photos", task="several-targets")


def test_targets_without_enough_to_learn_are_refused(tmp_path):
    def inspect(cells, **settings):
        rows = [(i, i * 7 % 13, cell, "pq"[i % 2]) for i, cell in enumerate(cells)]
        path = _write(tmp_path / "t.csv", "x,z,y,first", rows)
        return nw.inspect(path, target="first,y", seed=3, **settings)

    with pytest.raises(DataError, match="target 'y' must have a value in some row; got none in 40"):
        inspect([""] * 40)
    held = inspect([i % 9 + 0.5 for i in range(40)]).prepared.examples.splits
    for split, cells in (
        ("val", {"a": "train must have rows with the target 'y'; got none of 24"}),
        ("train", {"a": "train must have 2 or more classes of 'y'; got 1"}),
    ):
        outside = held[split].tolist()
        column = ["a" if i in outside else "b" if split == "train" and i in held["val"] else ""
                  for i in range(40)]  # fmt: skip
        column[outside[0]] = "a" if split == "train" else "b"
        with pytest.raises(DataError, match=cells["a"]):
            inspect(column)


def test_rows_to_score_must_have_a_target(run, tmp_path):
    path = _write(tmp_path / "none.csv", HEADER, [("1", "2", "Bath", "", "", "")])
    with pytest.raises(DataError, match="a row must have one of the targets; got none of 3 in 1 r"):
        nw.evaluate(run, path)
    path = _write(tmp_path / "low.csv", HEADER, [("1", "2", "Bath", "red", "-3", "")])
    with pytest.raises(DataError, match="price must be above 0 for a run that learned its logari"):
        nw.evaluate(run, path)
