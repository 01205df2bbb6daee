from netwright.cli._boxes_words import boxes_line, sizes_lines

FOUND = [
    {"label": "sun", "score": 0.987, "box": [1.2, 2.6, 30.0, 41.4]},
    {"label": "sea\n", "score": 0.5, "box": [0.0, 0.0, 9.0, 9.0]},
]


def test_boxes_in_one_line_whatever_the_names():
    line = boxes_line({"input": "a\nb.png", "size": [80, 64], "boxes": FOUND})
    assert line == "a\\nb.png  2 boxes: sun 0.99 (1 3 30 41), sea\\n 0.50 (0 0 9 9)"


def test_no_box_and_a_drawing():
    answer = {"input": "a.png", "size": [80, 64], "boxes": [], "drawn": "out/0000-a.png"}
    assert boxes_line(answer) == "a.png  0 boxes  drawn in out/0000-a.png"


def test_sizes_of_boxes_and_anchors():
    found = {
        "count": 4888, "crowds": 3, "anchors": [[16.2, 15.8], [70.0, 64.4]], "anchor_overlap": 0.71,
        "widths": [20.0, 65.5, 90.0], "heights": [18.0, 64.0, 95.2],
    }  # fmt: skip
    first, second, third = sizes_lines({"boxes": found, "picture": {"side": 416}})
    assert first == (
        "boxes: 4,888, 3 of them neither learned nor judged; in a square of 416 pixels 66 x 64, "
        "nine in ten from 20 x 18 to 90 x 95"
    )
    assert second == "anchors: 16 x 16, 70 x 64"
    assert third == "anchors overlap the training boxes by 0.710 in the mean"
    assert sizes_lines({"classes": {}}) == []


def test_answers_of_other_tasks_are_left_to_others():
    assert boxes_line({"input": "a.png", "label": "cat", "probability": 0.5}) == ""
