import json
from dataclasses import asdict

import pytest

from netwright.errors import DamageError
from netwright.experiments import Journal, Scored, Tried

TRIED = Tried(
    number=1,
    remedy="learning rate / 10",
    change={"learning_rate": [1.0, 0.1], "init": ["", "he"]},
    advised="a remedy for LR_HIGH",
    expect="a loss that falls",
    cost="nothing",
    seeds=[7, 8],
    before=[0.1, 0.2],
    after=[0.9, 0.85],
    difference=0.725,
    standard_error=0.05,
    t=14.5,
    threshold=None,
    outcome="kept",
    why="better: so and so",
    seconds=3.25,
)


def test_trainings_are_found_again(tmp_path):
    journal = Journal(tmp_path)
    good = Scored(score=0.5, error=0.01, seconds=1.5)
    bad = Scored(score=None, error=None, seconds=0.1, said="dropout must be a share")
    journal.add("a", 1, good)
    journal.add("b", 1, bad)
    again = Journal(tmp_path)
    assert again.finished == 2
    assert again.trial("a", 1) == good
    assert again.trial("b", 1) == bad
    assert again.trial("a", 2) is None


def test_a_torn_last_line_is_left_out_and_written_over(tmp_path):
    Journal(tmp_path).add("a", 1, Scored(score=0.5, error=None, seconds=1.0))
    path = tmp_path / "trials.jsonl"
    path.write_bytes(path.read_bytes() + b'{"recipe": "a", "se')
    journal = Journal(tmp_path)
    assert journal.finished == 1
    journal.add("a", 2, Scored(score=0.6, error=None, seconds=1.0))
    assert Journal(tmp_path).finished == 2


@pytest.mark.parametrize("line", ['{"recipe": "a"}', "[1]", '{"recipe": "a", "seed": "x"}'])
def test_other_lines_are_refused(tmp_path, line):
    (tmp_path / "trials.jsonl").write_text(line + "\n")
    with pytest.raises(DamageError, match="must hold trainings, one a line; got"):
        Journal(tmp_path)


def test_what_was_tried_is_told_in_words_and_in_lines(tmp_path):
    journal = Journal(tmp_path)
    journal.write([TRIED], head="# Head", end="## End")
    (line,) = (tmp_path / "journal.jsonl").read_text().splitlines()
    assert json.loads(line) == asdict(TRIED)
    text = (tmp_path / "journal.md").read_text()
    assert text.startswith("# Head\n\n## 1. learning rate / 10: kept\n")
    assert "- change: learning_rate 1 -> 0.1, init none -> he\n" in text
    assert "seed 7           0.1000 -> 0.9000  (+0.8000)" in text
    assert "- result: better: so and so; 3.2 s" in text
    assert text.endswith("## End\n")
