"""Names of figures: each with a sentence, and a rule finds what it asks for under one of them."""

import math
import re
from pathlib import Path

from netwright.diagnosis import Facts
from netwright.diagnosis import rules as room
from netwright.diagnosis._own_figures import FIGURES


def test_every_name_says_whose_it_is_and_what_it_says():
    for name, said in FIGURES.items():
        assert re.fullmatch(r"[a-z]+/[a-z_0-9]+", name)
        assert len(said) > 10


def test_rules_read_names_of_the_table_only_and_every_name_is_read():
    files = sorted(Path(room.__file__).parent.glob("_*.py"))
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert set(re.findall(r'figure\("([^"{}]+)"\)', text)) <= set(FIGURES)
    read = [name for name in FIGURES if any(f'"{w}"' in text for w in (name, name.split("/")[1]))]
    assert read == list(FIGURES)


def test_what_is_not_known_is_not_a_number():
    assert math.isnan(Facts().figure("people/eer"))
    assert Facts(own={"people/eer": 0.1}).figure("people/eer") == 0.1
