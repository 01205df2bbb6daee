import json
import math

import numpy as np
import pytest

from netwright.contracts import Score
from netwright.report import card_markdown


def head_of(card):
    start, head, body = card.split("---\n", 2)
    assert start == ""
    return head.splitlines(), body


def value_of(lines, key):
    (line,) = [line.strip(" -") for line in lines if line.strip(" -").startswith(f"{key}:")][:1]
    return line.split(": ", 1)[1]


def test_the_head_is_yaml_that_model_hubs_read(full):
    lines, _ = head_of(card_markdown(full(task="table-classification")))
    assert value_of(lines, "library_name") == "netwright"
    assert json.loads(value_of(lines, "pipeline_tag")) == "tabular-classification"
    assert value_of(lines, "license") == "unknown"
    assert float(value_of(lines, "value")) == 0.98333
    assert all((len(line) - len(line.lstrip())) % 2 == 0 for line in lines)


def test_the_card_says_what_the_run_holds(full):
    card = card_markdown(full())
    for words in (
        "# a run",
        "93,322 parameters",
        "98.3 % ± 0.7 on 360 test examples; guessing the most frequent class gets 10.3 %",
        "netwright predict RUN INPUT...",
        "netwright.load(RUN)",
        f"SHA-256: {'ab' * 32}",
        "split rule: by size, seed 0",
        "| accuracy | 98.3 % ± 0.7 | 10.3 % |",
        "| c0 | 11 | 91.0 % | 82.0 % | 86.3 % |",
        "| batch_size | 64 | user |",
        "- torch: 2.14.0",
        "## Licence\n\nNot stated.",
    ):
        assert words in card


def test_the_least_card_has_no_empty_parts(small):
    card = card_markdown(small())
    assert "## Each class" not in card
    assert "## Data" not in card
    assert "## Recipe" not in card


@pytest.mark.parametrize("value", [math.nan, math.inf, np.float64(0.5)])
def test_values_that_are_no_plain_numbers_survive(small, value):
    lines, body = head_of(card_markdown(small(scores={"test": {"accuracy": Score(value)}})))
    if math.isfinite(value):
        assert value_of(lines, "value") == "0.5"
    else:
        assert lines[-1] == "        metrics: []"
        assert "not a number" in body or "infinite" in body


def test_hostile_names_stay_on_their_line(full, hostile):
    card = card_markdown(
        full(
            title=hostile,
            classes=(hostile, "b", "c"),
            data={"source": hostile, "notes": [hostile]},
            environment={hostile: hostile},
        )
    )
    lines, body = head_of(card)
    assert "<script>" not in body
    assert "\x1b" not in card
    card.encode("utf-8")
    assert "<script>" in json.loads(value_of(lines, "name"))
    assert sum(line.startswith("# ") for line in body.splitlines()) == 1


def test_equal_content_gives_an_equal_card(full):
    assert card_markdown(full()) == card_markdown(full())


def test_the_vote_is_shown_beside_its_members(full):
    card = card_markdown(full(members=(0.97, 0.95)))
    assert "each alone 96.0 % on average, from 95.0 % to 97.0 %" in card
    assert "members" not in card_markdown(full())
