"""Names of files, classes and columns that would break a terminal, a page or JSON (R32)."""

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

FAST = "--model logistic --epochs 1 --plan fp32"
CLASSES = ["<script>x", "\x1b[31mred", "smile \U0001f600", "-rf"]
FILES = [
    "plain", "two\nlines", "-dash", "\x1b[2Jclear", "<script>alert(1)", "e\u0301 nfd", "\xe9 nfc",
    os.fsdecode(b"caf\xe9"), "long" * 62, "quotes\"'&", "tab\there", "\u202eturned", " blanks ",
]  # fmt: skip


@pytest.fixture(scope="module")
def odd(tmp_path_factory, call):
    """A folder with such names, and a run trained on it."""
    folder = tmp_path_factory.mktemp("odd")
    for number, name in enumerate(CLASSES):
        (folder / "data" / name).mkdir(parents=True)
        for shade, file in enumerate(FILES):
            pixels = np.full((9, 9, 3), 60 * number + shade, np.uint8)
            Image.fromarray(pixels).save(folder / "data" / name / f"{file}.png")
    done = call(["train", str(folder / "data"), *FAST.split(), "--out", str(folder / "runs")])
    assert done.code == 0, done.err
    (run,) = (folder / "runs").iterdir()
    return folder / "data", run, done


def _is_plain(text):
    text.encode("utf-8")
    return all(c.isprintable() or c == "\n" for c in text)


def test_the_terminal_sees_no_escape(odd, call):
    data, run, trained = odd
    said = [trained, call(["inspect", str(data)]), call(["evaluate", str(run)])]
    said += [call(["explain", str(run)]), call(["predict", str(run), str(data)])]
    for done in said:
        assert done.code == 0, done.err
        assert _is_plain(done.out + done.err)
    answers = said[-1].out.splitlines()
    assert len(answers) == len(CLASSES) * len(FILES)
    assert any("caf\\udce9.png" in line for line in answers)
    assert any("two\\nlines.png" in line for line in answers)
    assert any("\\x1b[2Jclear.png" in line for line in answers)


def test_json_gives_every_name_as_it_is(odd, call):
    data, run, _ = odd
    done = call(["predict", str(run), str(data), "--json"])
    assert done.out.isascii()
    answers = json.loads(done.out)["answers"]
    wanted = {str(data / name / f"{file}.png") for name in CLASSES for file in FILES}
    assert {answer["input"] for answer in answers} == wanted
    classes = json.loads(call(["inspect", str(data), "--json"]).out)["data"]["classes"]
    assert {answer["label"] for answer in answers} <= set(classes)
    assert len(classes) == len(CLASSES)


def test_each_picture_can_be_named_on_the_command_line(odd, call):
    data, run, _ = odd
    paths = [str(data / CLASSES[1] / f"{file}.png") for file in FILES]
    answers = json.loads(call(["predict", str(run), *paths, "--json"]).out)["answers"]
    assert [answer["input"] for answer in answers] == paths


def test_page_and_card_show_them_and_run_nothing(odd):
    _, run, _ = odd
    for name in ("report.html", "card.md"):
        text = (run / name).read_bytes().decode("utf-8")
        assert not re.search(r"<script|\x1b|\u202e", text), name
        assert "&lt;script&gt;x" in text
        assert "smile \U0001f600" in text


def test_the_run_is_whole_and_can_be_made_again(odd, call):
    _, run, _ = odd
    assert call(["verify", str(run)]).code == 0
    assert call(["reproduce", str(run)]).out == "identical\n"


def test_an_error_about_such_a_file_is_plain(odd, call, tmp_path):
    _, run, _ = odd
    for name in ("\x1b[31m.png", os.fsdecode(b"\xff.png"), "two\nlines.png"):
        (tmp_path / name).write_bytes(b"no picture")
        done = call(["predict", str(run), str(tmp_path / name)])
        assert (done.code, _is_plain(done.err)) == (65, True)
        assert "must be a whole picture" in done.err


def test_columns_and_labels_of_a_table(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    columns = ["<script>a", "\x1b[31mb", "\U0001f600"]
    lines = [",".join([*columns, "<b>y</b>"])]
    lines += [f"{i},{i * i},{i % 7},{'<i>no' if i < 30 else chr(27) + '[0myes'}" for i in range(60)]
    Path("t.csv").write_text("\n".join(lines), encoding="utf-8")
    done = call(["train", "t.csv", "--target", "<b>y</b>", *FAST.split()])
    assert (done.code, _is_plain(done.out + done.err)) == (0, True), done.err
    (run,) = Path("runs").iterdir()
    assert _is_plain(call(["explain", str(run), "t.csv"]).out)
    page = (run / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|<i>|<b>y|\x1b", page)
    answers = json.loads(call(["predict", str(run), "t.csv", "--json"]).out)["answers"]
    assert len(answers) == 60
    assert {answer["label"] for answer in answers} <= {"<i>no", "\x1b[0myes"}
