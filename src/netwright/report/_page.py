"""report.html: one file that holds everything it shows, asks nothing of a network, runs no script.

    headline, sections that have something to show, contents  ->  one page

The browser is told to load nothing (``POLICY``), so that even a hostile name in the data could
fetch nothing. Styles stand in the page; pictures are data: addresses; curves are SVG. The same
content gives the same bytes: there is no clock and no chance in here. Cost: some milliseconds, and
some kilobytes for each picture.
"""

from collections.abc import Sequence
from importlib.resources import files

from netwright.report._classes import calibration_section, confusion_section, per_class_section
from netwright.report._content import ReportContent
from netwright.report._examples import doubtful_section, residuals_section, worst_section
from netwright.report._headline import headline, scores_section
from netwright.report._improvement import improvement_section
from netwright.report._markup import Markup, element
from netwright.report._network import network_section
from netwright.report._parts import Section, paragraph
from netwright.report._provenance import (
    data_section,
    environment_section,
    plan_section,
    recipe_section,
)
from netwright.report._subject_parts import subject_sections
from netwright.report._targets import targets_section
from netwright.report._training import training_section
from netwright.report._verdict import verdict_section

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)
SECTIONS = (
    scores_section,
    verdict_section,
    improvement_section,
    training_section,
    network_section,
    targets_section,
    confusion_section,
    residuals_section,
    per_class_section,
    calibration_section,
    worst_section,
    doubtful_section,
    data_section,
    recipe_section,
    plan_section,
    environment_section,
)


def report_html(content: ReportContent) -> str:
    """Write the page of a run.

    Args:
        content: everything it shows; parts that are empty are left out.

    Returns:
        A whole HTML document that can be encoded as UTF-8; equal content gives an equal text.
    """
    made: list[Section] = []
    for make in SECTIONS:
        made.append(make(content))
        made += subject_sections(content) if make is targets_section else []
    sections = [section for section in made if section.body]
    foot = "Written by netwright. This file holds everything it shows and loads nothing."
    body = element(
        "body",
        element(
            "main",
            headline(content),
            _contents(sections),
            *(section.drawn() for section in sections),
        ),
        element("footer", paragraph(foot)),
    )
    page = element("html", _head(content.title), Markup("\n"), body, lang="en")
    return f"<!doctype html>\n{page}\n"


def _head(title: str) -> Markup:
    style = files("netwright.report").joinpath("style.css").read_text(encoding="utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{title}: report"),
        element("style", Markup("\n" + style)),  # our own file, never the user's words
    )


def _contents(sections: Sequence[Section]) -> Markup | None:
    if len(sections) < 2:
        return None
    links = (
        element("li", element("a", section.title, href=f"#{section.anchor}"))
        for section in sections
    )
    return element("nav", element("ul", *links), aria_label="Contents")
