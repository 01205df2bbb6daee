"""Answers: in order, from every form of an input, by the preprocessing that training used (R48)."""

import io
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

import netwright as nw
from netwright.api._evaluate import held_rows
from netwright.api._predict import picture_form, predict_inputs, table_form
from netwright.artefacts import Model
from netwright.contracts import Examples
from netwright.data import decode_picture
from netwright.errors import DamageError, DataError
from netwright.training import outputs

ORIENTATION = 0x0112


def _pictures(data):
    return sorted((data / "photos").rglob("*.png"))


def _labels(answers):
    return [{k: v for k, v in answer.items() if k != "input"} for answer in answers]


def test_paths_folders_bytes_and_arrays_give_the_same_answers(runs, data):
    paths = _pictures(data)
    by_path = runs.photos.predict(*paths)
    assert [answer["input"] for answer in by_path] == list(map(str, paths))
    wanted = _labels(by_path)
    arrays = [decode_picture(path.read_bytes(), name=path.name) for path in paths]
    assert _labels(runs.photos.predict(data / "photos")) == wanted
    assert _labels(runs.photos.predict(*map(str, paths))) == wanted
    assert _labels(runs.photos.predict(*(path.read_bytes() for path in paths))) == wanted
    assert _labels(runs.photos.predict(*arrays)) == wanted
    assert _labels(runs.photos.predict(*reversed(paths))) == wanted[::-1]


def test_predictions_are_the_outputs_of_the_evaluation_to_the_bit(runs, data):
    done = nw.evaluate(runs.photos)
    held = held_rows(runs.photos, None)
    paths = [data / "photos" / name for name in held.names]
    assert _labels(runs.photos.predict(*paths)) == runs.photos.model.task.answers(done.output)
    for name in ("people", "houses"):
        run = getattr(runs, name)
        frame = pl.read_csv(data / f"{name}.csv", infer_schema=False)
        rows = [int(row.removeprefix("row ")) - 1 for row in held_rows(run, None).names]
        answers = run.predict(frame.drop(frame.columns[-1])[rows].to_dicts())
        assert answers == run.model.task.answers(nw.evaluate(run).output)


def _variants():
    """Forty pictures: eight turns, odd shapes, all modes; name -> bytes of a file."""
    random = np.random.default_rng(3)
    found = {}
    for turn in range(1, 9):
        for kind in ("JPEG", "PNG", "WebP"):
            exif = Image.Exif()
            exif[ORIENTATION] = turn
            pixels = random.integers(0, 256, (9, 14, 3), dtype=np.uint8)
            found[f"turn-{turn}.{kind.lower()}"] = _file(Image.fromarray(pixels), kind, exif=exif)
    for height, width in ((1, 30), (30, 1), (1, 1), (5, 20), (40, 10), (3, 3), (64, 65), (10, 10)):
        pixels = random.integers(0, 256, (height, width, 3), dtype=np.uint8)
        found[f"{height}x{width}.png"] = _file(Image.fromarray(pixels), "PNG")
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"):
        image = Image.fromarray(random.integers(0, 256, (13, 11, 3), dtype=np.uint8))
        if mode == "I;16":
            image = Image.fromarray(random.integers(0, 2**16, (13, 11), dtype=np.uint16))
        else:
            image = image.convert(mode)
        kind = "JPEG" if mode in ("CMYK", "YCbCr") else "PNG"
        found[f"mode-{mode.replace(';', '')}.{kind.lower()}"] = _file(image, kind)
    return found


def _file(image, kind, **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def test_training_and_prediction_see_the_same_picture(runs, tmp_path):
    """40 odd files: read by the store of decoded data, as in training, and by ``predict``."""
    variants = _variants()
    assert len(variants) >= 40
    for number, (name, content) in enumerate(variants.items()):
        folder = tmp_path / "odd" / ("dark", "light")[number % 2]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    held = held_rows(runs.photos, tmp_path / "odd")
    assert len(held.names) == len(variants)
    rows = np.arange(len(held.names), dtype=np.int64)
    task, network = runs.photos.model.task, runs.photos.model.network
    trained, _ = outputs(network, task, Examples(held.arrays, {"all": rows}), rows)
    answers = runs.photos.predict(*(tmp_path / "odd" / name for name in held.names))
    assert _labels(answers) == task.answers(trained)
    one_by_one = [runs.photos.predict(tmp_path / "odd" / name)[0] for name in held.names]
    assert [a["label"] for a in one_by_one] == [a["label"] for a in answers]
    np.testing.assert_allclose(
        [a["probability"] for a in one_by_one], [a["probability"] for a in answers], atol=1e-6
    )


def test_rows_as_mappings_lists_frames_and_files_give_the_same_answers(runs, people, tmp_path):
    wanted = runs.people.predict(people)
    assert len(wanted) == len(people)
    frame = pl.DataFrame(people)
    frame.write_csv(tmp_path / "rows.csv")
    assert runs.people.predict(*people) == wanted
    assert runs.people.predict({k: [row[k] for row in people] for k in people[0]}) == wanted
    assert runs.people.predict(frame) == wanted
    assert runs.people.predict(tmp_path / "rows.csv") == wanted
    assert runs.people.predict(frame.select("town", "age", "hours")) == wanted
    assert runs.people.predict(people[:3], people[3:]) == wanted


def test_numbers_need_not_be_text(runs, people):
    typed = [{**row, "age": int(row["age"]), "hours": float(row["hours"])} for row in people]
    assert runs.people.predict(typed) == runs.people.predict(people)


def test_what_is_unseen_or_missing_is_answered_and_said(runs, people):
    odd = [{"age": None, "hours": None, "town": None}, {**people[0], "town": "Paris", "shoe": "43"}]
    done = predict_inputs(runs.people.model, [odd])
    assert len(done.answers) == 2
    assert any("town" in note for note in done.notes)
    assert any("'shoe'" in note for note in done.notes)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([3], "input 0 must be a path, bytes or an array; got int"),
        ([np.zeros((4, 4))], r"input 0 must be uint8 \(h, w\) or \(h, w, 3\); got float64"),
        ([np.zeros((2, 4, 4, 3), np.uint8)], "one picture an argument"),
        ([], "inputs must hold a picture or a row; got none"),
        ([b"words"], "input 0 must be a whole picture"),
        (["nowhere.png"], "nowhere.png must be a file or a folder; got nothing there"),
    ],
)
def test_what_is_no_picture_is_refused(runs, given, words):
    with pytest.raises(DataError, match=words):
        runs.photos.predict(*given)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "inputs must hold a table or a row; got none"),
        ([[]], "must|got"),
        ([3], "must be a list of mappings, a mapping of lists or a frame; got int"),
        ([{"age": 3}], "none called 'hours', 'town'"),
        (["nowhere.csv"], "nowhere.csv must be a file or a folder; got nothing there"),
    ],
)
def test_what_is_no_table_is_refused(runs, given, words):
    with pytest.raises(DataError, match=words):
        runs.people.predict(*given)


def test_folders_and_files_that_cannot_be_read(runs, tmp_path, monkeypatch):
    with pytest.raises(DataError, match="must be a table, as the run was trained on one; got a f"):
        runs.people.predict(tmp_path)
    (tmp_path / "a.png").write_bytes(b"")

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(
        DataError, match=r"a\.png must be a readable picture; got: Permission denied"
    ):
        runs.photos.predict(tmp_path / "a.png")


def _model(model, **preprocess):
    return Model(task=model.task, network=model.network, preprocess=preprocess, about={})


def test_a_model_whose_preprocessing_is_unknown_is_refused(runs):
    with pytest.raises(DamageError, match="preprocess must be of kind picture or table; got 'x'"):
        predict_inputs(_model(runs.photos.model, kind="x"), [b""])
    for side, channels in ((None, 3), (8, 2), (0, 1), (99_999, 3), ("8", 3)):
        with pytest.raises(DamageError, match="preprocess must give side and channels; got"):
            picture_form(_model(runs.photos.model, side=side, channels=channels))
    for cut in (0.0, 1.5, "all", None):
        model = _model(runs.photos.model, kind="picture", side=8, channels=3, cut=cut)
        with pytest.raises(DamageError, match="preprocess must give a cut above 0 and up to 1; go"):
            predict_inputs(model, [b""])
    for whole, cut in (("yes", 1.0), (True, 0.5)):
        more = {"kind": "picture", "side": 8, "channels": 3, "cut": cut, "whole": whole}
        with pytest.raises(DamageError, match="preprocess must say true or false for whole; got"):
            picture_form(_model(runs.photos.model, **more))
    with pytest.raises(DamageError, match="must"):
        table_form(_model(runs.people.model, table=None))


def test_a_table_without_a_header_is_read_as_the_runs_was(tmp_path):
    rows = [f"{i},{i * 7 % 13},{'ab'[i % 2]}" for i in range(60)]
    (tmp_path / "t.csv").write_text("\n".join(["n1,n2,l", *rows]) + "\n")
    settings = {"target": "2", "model": "logistic", "epochs": 1, "plan": "fp32"}
    run = nw.train(tmp_path / "t.csv", out=tmp_path, header=False, **settings)
    (tmp_path / "new.csv").write_text("u,v\n3,4\n5,6\n")
    assert len(run.predict(tmp_path / "new.csv")) == 3  # the first line is a row here
