import pytest

from netwright.report._provenance import (
    data_section,
    environment_section,
    plan_section,
    recipe_section,
)


def test_the_data_with_hash_split_notes_and_what_else_is_known(full, read):
    data = full().data | {"missing_values": {"age": 12}}
    page = read(data_section(full(data=data)).body)
    for words in ("digits", "ab" * 32, "by size, seed 0", "All pictures are grey.", "1,149"):
        assert words in page.words
    assert page.words[page.words.index("missing values") + 1] == "age: 12"
    assert page.words[page.words.index("quarantined") + 1] == "2"


@pytest.mark.parametrize(("k", "folded"), [(2, False), (31, True)])
def test_counts_of_each_class(full, read, k, folded):
    page = read(data_section(full(k)).body)
    assert page.words.count("40") == k
    assert ("details" in page.tags) is folded


def test_every_setting_shows_where_it_came_from(full, read):
    page = read(recipe_section(full()).body)
    assert page.words[-6:] == ["batch_size", "64", "user", "learning_rate", "0.001", "default"]
    assert page.all("span", "class") == ["badge strong", "badge"]


def test_every_plan_shows_its_time_and_the_one_taken(full, read):
    plan = {
        "chosen": "bf16",
        "candidates": [
            {"name": "fp32", "seconds": 0.0213, "agrees": True},
            {"name": "bf16", "seconds": None, "gap": 0.00123456},
        ],
        "threads": 2,
    }
    page = read(plan_section(full(plan=plan)).body)
    for words in ("Taken: bf16.", "21 ms", "—", "yes", "0.001235", "taken", "threads"):
        assert words in page.words
    assert page.words.count("taken") == 1


def test_environment_and_absent_sections(full, small, read):
    assert "2.14.0" in read(environment_section(full()).body).words
    for section in (data_section, recipe_section, plan_section, environment_section):
        assert section(small()).body == ""
