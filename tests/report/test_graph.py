import itertools
import re
import xml.etree.ElementTree as ET
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.errors import SettingError
from netwright.report import GraphNode, Words, graph_file, graph_svg
from netwright.report._graph import HEAD, LOOK, TALL, numbered

WORDS = Words("Graph of it", "told")


def chain(count):
    return [GraphNode(f"n{i}", "Linear", (f"n{i - 1}",) if i else ()) for i in range(count)]


def residual(blocks):
    """Blocks of a path of two and a shortcut past it."""
    nodes = [GraphNode("x", "input", (), "3 x 32 x 32")]
    for block in range(blocks):
        start = nodes[-1].name
        names = [f"{block}.path.{i}" for i in range(2)]
        nodes.append(GraphNode(names[0], "Conv2d", (start,)))
        nodes.append(GraphNode(names[1], "BatchNorm2d", (names[0],)))
        nodes.append(GraphNode(f"{block}.add", "add", (names[1], start)))
    return nodes


def parse(drawing):
    """The drawing without a namespace."""
    return ET.fromstring(drawing.replace(' xmlns="http://www.w3.org/2000/svg"', "").encode())


def boxes(root):
    """(left, top, right, bottom) of each box, in the order of the nodes."""
    found = [g.find("rect") for g in root.iter("g") if g.attrib.get("class", "").startswith("box")]
    given = [[float(rect.attrib[k]) for k in ("x", "y", "width", "height")] for rect in found]
    return [(x, y, x + width, y + height) for x, y, width, height in given]


def ways(root):
    """The points each line runs through, bends in small steps."""
    (group,) = [g for g in root.iter("g") if g.attrib.get("class") == "ways"]
    return [_points(path.attrib["d"]) for path in group]


def _points(drawn):
    points = []
    for letter, words in re.findall(r"([MVC])([^MVC]*)", drawn):
        numbers = [float(word) for word in words.split()]
        if letter == "M":
            points.append(tuple(numbers))
        elif letter == "V":
            points.append((points[-1][0], numbers[0]))
        else:
            start, (a, b, end) = points[-1], zip(numbers[::2], numbers[1::2], strict=True)
            points += [_bezier(start, a, b, end, step / 16) for step in range(1, 17)]
    return points


def _bezier(p, a, b, q, t):
    share = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    return tuple(
        sum(s * v for s, v in zip(share, at, strict=True)) for at in zip(p, a, b, q, strict=True)
    )


def check(nodes, root):
    """No boxes overlap, every edge is drawn from box to box, no line crosses a box."""
    placed = boxes(root)
    assert len(placed) == len(nodes)
    for a, b in itertools.combinations(placed, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    assert all(x >= 0 and y >= 0 and r <= width and b <= height for x, y, r, b in placed)
    lines = ways(root)
    wanted = [
        (_foot(placed[source]), _crown(placed[end]))
        for end, sources in enumerate(numbered(nodes))
        for source in sources
    ]
    drawn = [(line[0], line[-1]) for line in lines]
    assert len(drawn) == len(wanted)
    for (start, end), (foot, crown) in zip(drawn, wanted, strict=True):
        assert start == pytest.approx(foot, abs=0.1)
        assert end == pytest.approx(crown, abs=0.1)
    for line in lines:
        for (x, y), (x2, y2) in itertools.pairwise(line):
            for left, top, right, bottom in placed:
                inside = left < (x + x2) / 2 < right
                assert not (inside and min(y2, bottom) - max(y, top) > 0.2)


def _foot(box):
    return ((box[0] + box[2]) / 2, box[3])


def _crown(box):
    return ((box[0] + box[2]) / 2, box[1] - HEAD)


@pytest.mark.parametrize("nodes", [chain(1), chain(3), residual(2), residual(9)])
def test_boxes_do_not_overlap_and_every_edge_is_drawn(nodes):
    check(nodes, parse(graph_svg(WORDS, nodes)))
    check(nodes, parse(graph_file(WORDS, nodes)))


@st.composite
def graphs(draw):
    nodes = []
    for number in range(draw(st.integers(1, 10))):
        names = [node.name for node in nodes]
        takes = draw(st.lists(st.sampled_from(names), max_size=3)) if names else []
        kind = draw(st.sampled_from(["a", "BatchNorm2d", "a long kind of layer " * 3]))
        nodes.append(GraphNode(f"n{number}", kind, tuple(takes), draw(st.text(max_size=30))))
    return nodes


@given(graphs())
def test_any_graph_can_be_drawn(nodes):
    check(nodes, parse(graph_svg(WORDS, nodes)))


def test_a_thousand_nodes_are_drawn():
    nodes = [*residual(333), *(GraphNode(f"end{i}", "Linear", ("332.add",)) for i in range(3))]
    root = parse(graph_file(WORDS, nodes))
    assert len(boxes(root)) == 1003
    assert len(ways(root)) == sum(len(node.takes) for node in nodes)
    assert float(root.attrib["height"]) > 1000 * TALL * 0.9


def test_a_box_shows_kind_name_and_note():
    root = parse(graph_svg(WORDS, [GraphNode("features.0", "Conv2d", (), "8 x 6 x 6")]))
    words = {node.attrib.get("class"): node.text for node in root.iter("text")}
    assert words["what"] == "Conv2d"
    assert {node.text for node in root.iter("text")} == {"Conv2d", "8 x 6 x 6", "features.0"}
    titles = [node.text for node in root.iter("title")]
    assert titles == ["Graph of it", "features.0: Conv2d, 8 x 6 x 6"]


def test_long_words_are_cut_and_told_in_full():
    name, kind = "deep." * 30 + "end", "Kind" * 40
    root = parse(graph_svg(WORDS, [GraphNode(name, kind, (), "note")]))
    shown = [node.text for node in root.iter("text")]
    assert shown[0].startswith("KindKind")
    assert shown[0].endswith("…")
    assert shown[-1].startswith("…")
    assert shown[-1].endswith("deep.end")
    assert [node.text for node in root.iter("title")][1] == f"{name}: {kind}, note"


def test_names_are_shown_and_never_obeyed(hostile):
    nodes = [GraphNode(hostile, hostile, (), hostile), GraphNode("<&>", '"<b>"', (hostile,), "&")]
    for drawing in (graph_svg(WORDS, nodes), graph_file(Words(hostile, hostile), nodes)):
        root = parse(drawing)
        assert not list(root.iter("script"))
        assert not list(root.iter("b"))
        assert '"<b>"' in {node.text for node in root.iter("text")}
        assert not set("\x1b\u202e") & set(drawing)
        drawing.encode("utf-8")


def test_a_file_is_a_document_of_its_own():
    made = graph_file(WORDS, chain(3))
    assert made.startswith('<?xml version="1.0" encoding="UTF-8"?>\n')
    root = ET.fromstring(made.encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "prefers-color-scheme: dark" in root.find("{*}style").text
    assert not re.search(r"url\(|@import|href|var\(", made)


def test_a_drawing_for_the_page_scales_but_not_without_end():
    style = parse(graph_svg(WORDS, chain(3))).attrib["style"]
    least, most = map(float, re.fullmatch(r"min-width:(\d+)px;max-width:(\d+)px", style).groups())
    assert 0 < least < most


def test_what_takes_nothing_is_marked_as_a_start():
    root = parse(graph_svg(WORDS, chain(3)))
    kinds = [g.attrib["class"] for g in root.iter("g") if "box" in g.attrib.get("class", "")]
    assert kinds == ["box start", "box", "box"]


def test_something_taken_twice_is_one_line():
    nodes = [GraphNode("a", "input", ()), GraphNode("b", "mul", ("a", "a"))]
    assert len(ways(parse(graph_svg(WORDS, nodes)))) == 1


def test_a_graph_of_nothing_is_empty():
    assert boxes(parse(graph_file(WORDS, []))) == []


@pytest.mark.parametrize("draw", [graph_svg, graph_file])
def test_a_name_must_be_like_no_other(draw):
    with pytest.raises(SettingError, match="name must be like no other node's in the graph; got"):
        draw(WORDS, [GraphNode("a", "x", ()), GraphNode("a", "y", ())])


@pytest.mark.parametrize("takes", [("b",), ("c",), ("nobody",)])
def test_only_what_comes_before_can_be_taken(takes):
    nodes = [GraphNode("a", "x", ()), GraphNode("b", "y", takes), GraphNode("c", "z", ("b",))]
    words = "takes must be names of nodes that come before 'b'; got"
    with pytest.raises(SettingError, match=words):
        graph_svg(WORDS, nodes)


def test_the_colours_are_those_of_the_page():
    style = files("netwright.report").joinpath("style.css").read_text(encoding="utf-8")
    page = re.findall(r":root \{(.*?)\}", style, re.S)[:2]
    parts = LOOK.split("@media")
    for part, colours in zip(parts, page, strict=True):
        names = {colour: name for name, colour in re.findall(r"--([\w-]+): (#\w{6});", colours)}
        used = {names[colour] for colour in re.findall(r"#\w{6}", part)}
        assert used >= {"paper", "raised", "mark", "wash", "blue", "muted", "ink"}
