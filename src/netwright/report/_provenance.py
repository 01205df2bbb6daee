"""What the run was made of: data, recipe with the origin of each value, plan, environment."""

from collections.abc import Mapping, Sequence
from typing import Any

from netwright.report._content import ReportContent
from netwright.report._format import ABSENT, count, duration, number, plain_value
from netwright.report._markup import Markup, Node, element
from netwright.report._parts import LONG, Column, Section, facts, folded, paragraph, stack, table
from netwright.report._words import in_order, split_words

DATA_WORDS = {"split_rule": "split rule", "hash": "SHA-256"}
DRAWN_APART = ("counts", "classes", "notes")


def data_section(content: ReportContent) -> Section:
    """Where the examples came from, how they were split, and what was noticed."""
    data = content.data
    rows: list[tuple[str, Node]] = [
        (DATA_WORDS.get(name, name.replace("_", " ")), plain_value(value))
        for name, value in data.items()
        if name not in DRAWN_APART
    ]
    counts = data.get("counts", {})
    rows += [(f"examples, {split_words(s)}", count(counts[s])) for s in in_order(counts)]
    notes = [element("li", str(note)) for note in data.get("notes", ())]
    said = element("ul", *notes, class_="notes") if notes else None
    return Section("Data", stack(said, facts("Summary", rows), _class_counts(data)))


def recipe_section(content: ReportContent) -> Section:
    """Every setting, and where its value came from."""
    rows = [
        [element("code", name), plain_value(value), _origin(origin)]
        for name, value, origin in content.recipe
    ]
    columns = [Column("setting"), Column("value"), Column("origin")]
    return Section("Recipe", table("Every setting and where it came from", columns, rows))


def plan_section(content: ReportContent) -> Section:
    """The execution plans that were timed, and the one that was taken."""
    plan = content.plan
    chosen = plan.get("chosen")
    said = f"Taken: {plain_value(chosen)}." if chosen is not None else ""
    rest = [(k, v) for k, v in plan.items() if k not in ("chosen", "candidates")]
    candidates: Sequence[Mapping[str, Any]] = plan.get("candidates", ())
    further = list(dict.fromkeys(key for candidate in candidates for key in candidate))
    others = [key for key in further if key not in ("name", "seconds")]
    columns = [Column("plan"), Column("time", numeric=True), *map(Column, others)]
    rows = [
        [
            _plan_name(candidate.get("name"), chosen),
            duration(candidate.get("seconds")),
            *(_cell(candidate.get(key)) for key in others),
        ]
        for candidate in candidates
    ]
    extra: list[tuple[str, Node]] = [(k.replace("_", " "), plain_value(v)) for k, v in rest]
    return Section(
        "Plan",
        stack(
            paragraph(said) if said else None,
            table("Plans timed on this machine", columns, rows),
            facts("Further", extra),
        ),
    )


def environment_section(content: ReportContent) -> Section:
    """What the run was made with."""
    rows: list[tuple[str, Node]] = [(name, str(v)) for name, v in content.environment.items()]
    return Section("Environment", facts("Made with", rows))


def _class_counts(data: Mapping[str, Any]) -> Markup:
    classes: Mapping[str, Mapping[str, int]] = data.get("classes", {})
    splits = in_order(split for counts in classes.values() for split in counts)
    columns = [Column("class"), *(Column(split_words(s), numeric=True) for s in splits)]
    rows = [[name, *(count(counts.get(s, 0)) for s in splits)] for name, counts in classes.items()]
    drawn = table("Examples of each class", columns, rows)
    if len(rows) <= LONG:
        return drawn
    return folded(f"Examples of each of {count(len(rows))} classes", drawn)


def _plan_name(name: object, chosen: object) -> Markup:
    taken = element("span", "taken", class_="badge strong") if name == chosen else None
    return stack(plain_value(name), " " if taken else None, taken)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return number(value)
    return ABSENT if value is None else plain_value(value)


def _origin(origin: str) -> Markup:
    plain = origin in ("default", "")
    return element("span", origin or ABSENT, class_="badge" if plain else "badge strong")
