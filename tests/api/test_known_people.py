import json

import numpy as np
import pytest

from netwright.api._known_people import (
    Known,
    folder_beside,
    model_digest,
    read_known,
    write_known,
)
from netwright.errors import DamageError

MODEL = "a" * 64
ROWS = np.arange(6, dtype=np.float32).reshape(3, 2)


@pytest.fixture
def folder(tmp_path):
    known = Known(("Ada", "Bo", "Ada"), ROWS)
    write_known(tmp_path, MODEL, known)
    return tmp_path


def changed(folder, **facts):
    index = folder / "gallery.json"
    index.write_text(json.dumps({**json.loads(index.read_text()), **facts}))


def test_what_is_written_is_read(folder):
    known = read_known(folder, MODEL)
    assert known.names == ("Ada", "Bo", "Ada")
    assert known.counts() == {"Ada": 2, "Bo": 1}
    np.testing.assert_array_equal(known.embeddings, ROWS)
    write_known(folder, MODEL, known.remove("Ada"))
    assert len(list(folder.glob("*.safetensors"))) == 1
    assert read_known(folder, MODEL).counts() == {"Bo": 1}


def test_nobody_is_known_before_there_is_a_gallery(tmp_path):
    known = read_known(tmp_path / "none", MODEL)
    assert known.counts() == {}
    assert known.embeddings.shape == (0, 0)


def test_where_a_gallery_lies_and_whose_it_is(bars_run):
    assert folder_beside(bars_run.path).name == f"{bars_run.path.name}.gallery"
    assert folder_beside(bars_run.path).parent == bars_run.path.parent
    assert len(model_digest(bars_run.path)) == 64


def test_another_model_refuses_it(folder):
    with pytest.raises(DamageError, match=r"must be a gallery of this run's model; got that of"):
        read_known(folder, "b" * 64)


@pytest.mark.parametrize(
    "facts",
    [
        {"embeddings": "../../secret.safetensors"},
        {"embeddings": 3},
        {"names": ["Ada", "Bo"]},
        {"names": [1, 2, 3]},
        {"names": "Ada"},
    ],
)
def test_a_gallery_that_does_not_fit_together_is_refused(folder, facts):
    changed(folder, **facts)
    with pytest.raises(DamageError, match=r"must hold a name for each embedding; got others"):
        read_known(folder, MODEL)


@pytest.mark.parametrize("facts", [[], {"format": 1}, {"format": 2, "extra": 0}])
def test_a_file_that_is_no_gallery_is_refused(folder, facts):
    (folder / "gallery.json").write_text(json.dumps(facts))
    with pytest.raises(DamageError, match=r"must hold a gallery of format 1; got another"):
        read_known(folder, MODEL)


def test_rows_of_one_name_go_together():
    known = Known((), np.empty((0, 0), np.float32)).add("a", ROWS[:1]).add("b", ROWS[1:])
    known = known.add("a", ROWS[:1])
    assert known.counts() == {"a": 2, "b": 2}
    left = known.remove("a")
    assert left.names == ("b", "b")
    np.testing.assert_array_equal(left.embeddings, ROWS[1:])
