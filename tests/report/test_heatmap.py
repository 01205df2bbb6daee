import xml.etree.ElementTree as ET

import numpy as np
import pytest

from netwright.report._heatmap import confused_pairs, heat_map, shade

TABLE = np.array([[8, 2, 0], [0, 0, 0], [1, 0, 399]])


def cells(root):
    kinds = [g for g in root.iter("g") if g.attrib.get("class", "").startswith("cell")]
    return {g.find("title").text: [t.text for t in g.iter("text")] for g in kinds}


def test_each_cell_has_its_count_and_its_share_of_the_row():
    root = ET.fromstring(heat_map("Confusion", TABLE, ["a", "<b>", "c"]))
    assert cells(root) == {
        "truth a, answer a: 8 of 10 (80.0 %)": ["8", "80%"],
        "truth a, answer <b>: 2 of 10 (20.0 %)": ["2", "20%"],
        "truth <b>, answer <b>: 0 of 0 (0.0 %)": ["0", "0%"],
        "truth c, answer a: 1 of 400 (0.2 %)": ["1", "<1%"],
        "truth c, answer c: 399 of 400 (99.8 %)": ["399", ">99%"],
    }
    assert "407 lie on the diagonal" in root.find("desc").text


@pytest.mark.parametrize("k", [1, 2, 30])
def test_the_field_holds_as_many_cells_as_classes(k):
    names = [f"a long class name {index}" for index in range(k)]
    root = ET.fromstring(heat_map("Confusion", np.eye(k, dtype=int), names))
    assert len(cells(root)) == k
    assert sum(1 for node in root.iter("text") if node.text == "a long class …") == 2 * k


def test_shades_rise_with_the_share():
    for right in (True, False):
        shades = [shade(share, right=right) for share in np.linspace(0, 1, 50)]
        assert shades == sorted(shades)
        assert set(shades) == {1, 2, 3, 4, 5, 6}


def test_pairs_come_most_often_first_and_ties_in_order():
    assert confused_pairs(TABLE, 9) == [(0, 1, 2, 0.2), (2, 0, 1, 0.0025)]
    assert confused_pairs(TABLE, 1) == [(0, 1, 2, 0.2)]
    assert TABLE[0, 0] == 8
