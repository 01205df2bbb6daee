import json

import numpy as np
import pytest

import netwright as nw
from netwright.api._diagnose_reached import reached
from netwright.api._prepared import Listeners
from netwright.api._strategy_asked import AskedOfErrors
from netwright.api._strategy_errors import errors_of

QUIET = Listeners()


@pytest.fixture(scope="module")
def gathered(tmp_path_factory):
    """A run on a table whose rows from York cannot be told apart, all others easily."""
    folder = tmp_path_factory.mktemp("gathered")
    random, lines = np.random.default_rng(0), ["a,town,y"]
    for row in range(600):
        town = ("Bath", "Leeds", "York")[row % 3]
        yes = bool(random.integers(2)) if town == "York" else row % 2 == 0
        lines.append(f"{random.normal(3 if row % 2 == 0 else -3, 0.5):.4f},{town},{int(yes)}x")
    (folder / "towns.csv").write_text("\n".join(lines) + "\n")
    return nw.train(
        folder / "towns.csv", out=folder, target="y", model="logistic", epochs=20,
        learning_rate=0.05, plan="fp32", tensorboard=False,
    )  # fmt: skip


def _errors(run, **asked):
    return errors_of(reached(run.path), AskedOfErrors(**asked), QUIET)


def test_the_slice_in_which_errors_gather_is_found(gathered):
    found = _errors(gathered)
    assert found.count == round(
        (1 - gathered.measures["val"]["accuracy"]) * len(found.answers.rows)
    )
    first = found.slices[0]
    assert first.name == "town = York"
    assert first.stands_out
    assert found.evidence.slices["town = York"] > 0.9
    assert [verdict.rule for verdict in found.evidence.verdicts] == ["slices"]
    text = found.text()
    assert text.startswith(f"errors    {found.count} of {len(found.answers.rows)} val rows ")
    assert "  where   town = York: " in text
    json.dumps(found.summary(), allow_nan=False)


def test_the_sheet_goes_out_and_a_persons_tags_come_back(gathered, tmp_path):
    sheet = tmp_path / "errors.csv"
    found = _errors(gathered, sheet=sheet)
    assert f"netwright diagnose {gathered.path} --tags {sheet}" in found.text()
    plain = _errors(gathered, tags=sheet)
    assert "no tag but those that were proposed" in plain.text()
    assert plain.evidence.mislabelled is None
    assert all(proposed for _, proposed in plain.tags)
    lines = sheet.read_text().splitlines()
    assert all("town = York" in line for line in lines[1:])
    assert not any("town = Bath" in line for line in lines)
    assert len(lines) == found.count + 1
    for number in range(1, 5):  # four of them: a tag, and two labels are wrong
        cells = lines[number].split(",")
        cells[4], cells[5] = ("yes" if number < 3 else "no"), f"{cells[5]};smudged"
        lines[number] = ",".join(cells)
    sheet.write_text("\n".join(lines) + "\n")
    tagged = _errors(gathered, tags=sheet)
    assert tagged.evidence.slices["smudged"] == pytest.approx(4 / found.count)
    assert "town = York" in tagged.evidence.slices
    assert (tagged.evidence.mislabelled, tagged.evidence.looked) == (0.5, 4)
    assert f"smudged: 4 of {found.count} errors looked at" in tagged.text()
    assert "label wrong: 2 of 4 errors looked at (50 %, " in tagged.text()
    names = {tag["name"]: tag["proposed"] for tag in tagged.summary()["tags"]}
    assert (names["smudged"], names["town = York"]) == (False, True)
    strategy = nw.diagnose(gathered.path, seconds=0.1, tags=sheet).strategy
    assert "FIX_DEV_LABELS" in strategy.causes or "NOT_ESTABLISHED" in strategy.causes
    assert strategy.figures.mislabelled == 0.5


def test_trainings_reach_the_ladder_the_sheet_and_the_text(gathered, tmp_path):
    sheet = tmp_path / "errors.csv"
    found = nw.diagnose(gathered.path, seconds=0.1, minutes=5, sheet=sheet, against=gathered.path)
    errors = found.errors
    assert len(errors.trainings.curve) == 4
    assert "more data" in {verdict.rule for verdict in found.strategy.verdicts}
    assert "labels" in {verdict.rule for verdict in found.strategy.verdicts}
    text = found.text()
    for head in ("  trained ", "  labels  ", "  against ", "  sheet   "):
        assert head in text
    assert text.startswith("verdict ")
    facts = found.summary()["errors"]
    assert facts["curve"][-1][1] == pytest.approx(errors.answers.error)
    assert facts["against"]["all"]["better"] == "not decided"
    suspects = {row["example"] for row in facts["labels"]["suspects"]}
    wrong = set(np.array(errors.answers.names)[errors.answers.wrong].tolist())
    assert sheet.read_text().count("suspected label") == len(suspects & wrong)
    json.dumps(found.summary(), allow_nan=False)


def test_a_number_has_no_errors(runs):
    assert _errors(runs.houses) is None
