import csv
import json
import re

import numpy as np
import pytest

import netwright as nw
from netwright.api import diagnose_data
from netwright.errors import DataError


def causes(found):
    return [one.cause for one in found.verdict.verdicts if one.cause]


def table(path, head, rows):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([head, *rows])
    return path


def rows_of(count, seed=0):
    random = np.random.default_rng(seed)
    numbers = random.normal(size=(count, 2))
    labels = np.where(numbers.sum(axis=1) > 0, "yes", "no")
    return [[f"{a:.6f}", f"{b:.6f}", label] for (a, b), label in zip(numbers, labels, strict=True)]


def test_good_data_are_healthy_with_three_lines(tmp_path):
    found = diagnose_data(table(tmp_path / "t.csv", "abc", rows_of(400)), target="c")
    assert found.verdict.health == "healthy"
    lines = found.text().splitlines()
    assert lines[0] == "data    healthy"
    assert "looked and found nothing" in lines[1]
    assert lines[2].startswith("  next    ")
    json.dumps(found.summary(), allow_nan=False)


def test_pictures_and_numbers_can_be_diagnosed(data):
    for source, settings in (("houses.csv", {"target": "price"}), ("photos", {})):
        found = nw.diagnose(data / source, **settings)
        assert found.summary()["data"] == str(data / source)
        assert found.verdict.health != "ill"


def test_test_rows_among_the_training_rows_are_found(tmp_path):
    rows = rows_of(400)
    train = table(tmp_path / "train.csv", "abc", rows)
    test = table(tmp_path / "test.csv", "abc", [*rows[:60], *rows_of(60, seed=5)])
    found = diagnose_data(train, test=test, target="c")
    assert found.verdict.cause == "LEAK_DUP"
    assert "held out: test" in found.verdict.verdicts[0].evidence
    assert found.text().startswith("data    ill: LEAK_DUP")


def test_a_column_that_is_the_target_is_named(tmp_path):
    rows = [[a, b, label, 1.0 if label == "yes" else 0.0] for a, b, label in rows_of(300)]
    found = diagnose_data(table(tmp_path / "t.csv", "abcd", rows), target="c")
    assert "LEAK_TARGET" in causes(found)
    assert "column 'd' says the same as the target 'c'" in found.text()
    wide = [[*r[:3], *np.random.default_rng(i).normal(size=3), r[3]] for i, r in enumerate(rows)]
    many = diagnose_data(table(tmp_path / "w.csv", "abcdefg", wide), target="c")
    assert many.verdict.cause == "LEAK_TARGET"
    assert many.verdict.lines[1].startswith("column 'g' alone says 100.0%")


def test_labels_drawn_at_random_have_no_relation(tmp_path):
    random = np.random.default_rng(3)
    rows = [[a, b, str(random.choice(["yes", "no"]))] for a, b, _ in rows_of(2000)]
    assert "LABELS_SHUFFLED" in causes(
        diagnose_data(table(tmp_path / "t.csv", "abc", rows), target="c")
    )


def test_rare_classes_and_missing_cells_are_suspected_with_their_figures(tmp_path):
    rows = [[a, "" if i % 2 else b, label] for i, (a, b, label) in enumerate(rows_of(300))]
    rows += [["9.5", "9.5", "rare"]] * 3 + [[f"{9 + i / 10}", "", "rare"] for i in range(9)]
    found = diagnose_data(table(tmp_path / "t.csv", "abc", rows), target="c")
    assert {"IMBALANCE", "MORE_DATA", "NAN_DATA"} <= set(causes(found))
    assert found.verdict.health in ("unsure", "ill")
    assert "'rare'" in found.text()
    assert re.search(r"'b' [45]\d%", found.text())


def test_several_targets_are_looked_at_as_far_as_it_goes(data):
    found = diagnose_data(data / "people.csv", target="label,age")
    assert any("of several targets" in note for note in found.verdict.notes)


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(DataError, match="nowhere"):
        nw.diagnose(tmp_path / "nowhere.csv")
