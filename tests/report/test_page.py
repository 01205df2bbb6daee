import math
import re
from importlib.resources import files

import numpy as np
import pytest

from netwright.contracts import Layer, Score
from netwright.report import ExampleShown, GoalShown, report_html

TITLES = {
    "Scores", "Training", "Confusion", "Errors", "Classes", "Calibration", "Worst answers",
    "Most doubtful", "Data", "Recipe", "Plan", "Environment", "Network", "Verdict",
    "How it was improved",
}  # fmt: skip


def everything(full, k=3):
    return full(k, residuals=(np.arange(5.0), np.arange(5.0) + 1))


@pytest.mark.parametrize("k", [1, 2, 10, 100])
def test_a_page_is_well_formed_with_any_number_of_classes(full, read, k):
    page = read(report_html(everything(full, k)))
    assert set(page.ids) >= {link[1:] for link in page.links}
    assert {"Scores", "Environment"} <= set(page.words)
    assert page.all("html", "lang") == ["en"]


def test_every_section_is_there_and_in_the_contents(full, read):
    page = read(report_html(everything(full)))
    assert all(page.words.count(title) >= 2 for title in TITLES)


def test_sections_without_data_are_absent(small, read):
    page = read(report_html(small()))
    assert set(page.words) & TITLES == {"Scores"}
    assert page.tags.count("section") == 1


def test_nothing_is_loaded_and_nothing_runs(full, read):
    source = report_html(everything(full))
    page = read(source)
    assert not re.search(r"https?://|//\w|@import|url\(", source)
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert all(address.startswith("data:image/png;base64,") for address in page.all("img", "src"))
    policy = page.all("meta", "content")[0]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'unsafe-inline'")
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]


def test_hostile_names_are_shown_and_never_obeyed(full, read, hostile):
    shown = ExampleShown(
        name=hostile, truth=hostile, answer=hostile, fields={hostile: hostile},
        picture=np.zeros((2, 2), np.uint8),
    )  # fmt: skip
    source = report_html(
        full(
            title=hostile,
            task=hostile,
            model=hostile,
            stopped=hostile,
            goal=GoalShown(measure=hostile, best="max", unit=hostile, split=hostile),
            scores={hostile: {hostile: Score(1.0, 0.1)}},
            trivial={hostile: {hostile: 0.5}},
            classes=(hostile, "b", "c"),
            worst=[shown],
            doubtful=[shown],
            per_class=[{"class": hostile}],
            recipe=[(hostile, hostile, hostile)],
            data={hostile: hostile, "notes": [hostile], "classes": {hostile: {hostile: 1}}},
            environment={hostile: hostile},
            plan={"chosen": hostile, "candidates": [{hostile: 1}]},
            seconds={hostile: 1.0},
            network=[Layer(name=hostile, kind=hostile, takes=(), shape=(1,), formula=hostile)],
        )
    )
    page = read(source)
    assert "script" not in page.tags
    assert r"<script>alert('x')</script>\x1b[31m\n\xff\u202e" + '"&|`# a' in page.words
    source.encode("utf-8")
    assert not set("\x1b\u202e") & set(source)


def test_equal_content_gives_equal_bytes(full):
    assert report_html(everything(full)) == report_html(everything(full))


def test_values_that_are_none_or_no_number_survive(full, read):
    nan = math.nan
    source = report_html(
        full(
            scores={"test": {"accuracy": Score(nan, nan), "loss": Score(math.inf)}},
            trivial={"test": {"accuracy": nan}},
            series=[{"step": 1, "train/loss": nan, "val/loss": None, "learning_rate": nan}],
            calibration=[(nan, nan, 5)],
            per_class=[{"class": "a", "support": 0, "precision": nan, "recall": None, "f1": nan}],
            residuals=(np.array([nan]), np.array([1.0])),
            best_step=None,
            seconds={"train": nan},
            recipe=[("a", None, ""), ("b", nan, "user")],
            confusion=np.zeros((3, 3), np.int64),
        )
    )
    page = read(source)
    assert not re.search(r'="[^"]*\bnan\b', source)
    assert "not a number" in page.words


def test_headings_are_in_order_and_tables_have_scopes(full, read):
    page = read(report_html(everything(full)))
    assert page.tags.count("h1") == 1
    assert len(page.all("th", "scope")) == page.tags.count("th") > 0
    assert page.tags.count("caption") == page.tags.count("table")
    for drawing in page.drawings:
        hidden = drawing.attrib.get("aria-hidden") == "true"
        assert hidden or (drawing.find("title").text and drawing.find("desc").text)


# Contrast, WCAG 2.2, 1.4.3: 4.5 for text; 3 for what is drawn (1.4.11).

TEXT = [("ink", "paper"), ("muted", "paper"), ("blue", "paper"), ("warm", "paper"),
        ("ink", "raised"), ("muted", "raised"), ("blue", "raised"), ("warm", "raised"),
        ("blue", "wash"), ("ink", "wash"), ("muted", "wash")]  # fmt: skip
TEXT += [("ink", f"{kind}-{n}") for kind in ("right", "wrong") for n in range(1, 5)]
TEXT += [("paper", f"{kind}-{n}") for kind in ("right", "wrong") for n in (5, 6)]


def _colours(style, theme):
    light, dark = re.findall(r":root \{(.*?)\}", style, re.S)[:2]
    found = dict(re.findall(r"--([\w-]+): (#\w{6});", light))
    return found | (dict(re.findall(r"--([\w-]+): (#\w{6});", dark)) if theme == "dark" else {})


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_its_ground(theme):
    style = files("netwright.report").joinpath("style.css").read_text(encoding="utf-8")
    colours = _colours(style, theme)
    for words, ground in TEXT:
        a, b = sorted(_luminance(colours[name]) for name in (words, ground))
        assert (b + 0.05) / (a + 0.05) >= 4.5, (words, ground)
