from dataclasses import replace

import numpy as np

import netwright as nw
from netwright.api._strategy_slices import slices_of


def test_a_table_is_cut_by_class_and_column(data):
    prepared = nw.inspect(data / "people.csv", target="label").prepared
    rows = prepared.examples.rows("train")
    found = slices_of(prepared, rows)
    kinds = {name.split(" ")[0] for name in found}
    assert kinds == {"label", "age", "hours", "town"}
    truth = np.array([prepared.fields(int(row))["label"] for row in rows])
    assert np.array_equal(found["label = yes"], truth == "yes")
    towns = np.array([prepared.fields(int(row))["town"] for row in rows])
    assert np.array_equal(found["town = Bath"], towns == "Bath")
    quarters = [mask for name, mask in found.items() if name.startswith("age from")]
    assert np.array_equal(sum(map(np.int64, quarters)), np.ones(len(rows)))
    assert all(mask.sum() >= 10 for mask in found.values())


def test_missing_cells_are_a_slice_and_no_name_holds_a_semicolon(tmp_path):
    lines = ["age,town,y"]
    for row in range(120):
        age = "NA" if row % 4 == 0 else f'"1,{row:03}"'
        lines.append(f"{age},{'a;b' if row % 3 else '?'},{'uv'[row % 2]}")
    path = tmp_path / "holes.csv"
    path.write_text("\n".join(lines) + "\n")
    prepared = nw.inspect(path, target="y", kinds="age=number").prepared
    rows = np.arange(120)
    found = slices_of(prepared, rows)
    assert np.array_equal(found["age missing"], rows % 4 == 0)
    assert np.array_equal(found["town missing"], rows % 3 == 0)
    assert "town = a,b" in found
    assert any(name.startswith("age from 1001 to 1") for name in found)
    assert not any(";" in name for name in found)


def test_pictures_are_cut_by_light(data):
    prepared = nw.inspect(data / "photos").prepared
    examples = prepared.examples
    pictures = np.zeros((80, 1, 40, 40), dtype=np.uint8)
    pictures[:] = np.arange(80, dtype=np.uint8)[:, None, None, None]
    pictures[40:, :, ::2] += 100
    labels = np.arange(80) % 2
    prepared = replace(
        prepared, examples=replace(examples, arrays={"picture": pictures, "label": labels})
    )
    found = slices_of(prepared, np.arange(80))
    assert np.array_equal(found["class = light"], labels == 1)
    dark = next(mask for name, mask in found.items() if name.startswith("brightness from 0 to"))
    assert np.array_equal(np.flatnonzero(dark), np.arange(20))
    assert np.flatnonzero(found["contrast = 50"]).tolist() == list(range(40, 80))
