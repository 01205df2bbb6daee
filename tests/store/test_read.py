"""Reading: what is there, or words that say why not."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netwright.errors import DamageError, StorageError
from netwright.store import _read, read_json, read_toml, write_json

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
    max_leaves=8,
)  # fmt: skip


def test_what_was_written_is_read(tmp_path):
    write_json(tmp_path / "a.json", {"a": [1, 2.5, "x", None, True]})
    assert read_json(tmp_path / "a.json") == {"a": [1, 2.5, "x", None, True]}
    (tmp_path / "a.toml").write_text('[model]\nname = "mlp"\nwidths = [64, 32]\n')
    assert read_toml(tmp_path / "a.toml") == {"model": {"name": "mlp", "widths": [64, 32]}}


@given(value=PLAIN)
def test_any_plain_value_survives(tmp_path_factory, value, monkeypatch_module):
    path = tmp_path_factory.getbasetemp() / "plain.json"
    write_json(path, value)
    assert read_json(path) == value


@pytest.fixture(scope="module")
def monkeypatch_module():
    """The disk's syncs are not what this module tests; a hundred of them take seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("netwright.store._disk.sync", lambda _: None)
        patch.setattr("netwright.store._disk.sync_folder", lambda _: None)
        yield


@pytest.mark.parametrize(("read", "word"), [(read_json, "JSON"), (read_toml, "TOML")])
def test_damage_is_named(tmp_path, read, word):
    path = tmp_path / "file"
    for data in (b"{", b"\x00", b"[[", b"= 1"):
        path.write_bytes(data)
        with pytest.raises(DamageError, match=f"file must be {word}; got ") as caught:
            read(path)
        assert str(path) in str(caught.value)
    path.write_bytes(b'"\xff"')
    with pytest.raises(DamageError, match="file must be UTF-8 text; got"):
        read(path)


@pytest.mark.parametrize("read", [read_json, read_toml])
def test_absence_and_unreadable_things_are_named(tmp_path, read):
    with pytest.raises(StorageError, match=r"none must exist; got nothing there") as caught:
        read(tmp_path / "none")
    assert "is this a run folder of netwright?" in caught.value.hint
    assert not isinstance(caught.value, DamageError)
    with pytest.raises(StorageError, match="must be readable; got: Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize("read", [read_json, read_toml])
def test_a_file_too_large_to_be_ours_is_not_read(tmp_path, read):
    path = tmp_path / "huge"
    with path.open("wb") as file:
        os.truncate(file.fileno(), _read.LIMIT + 1)  # sparse: it takes no room
    with pytest.raises(DamageError, match="must be at most 268,435,456 bytes; got 268,435,457"):
        read(path)


def test_json_nested_too_deep_is_damage(tmp_path):
    (tmp_path / "deep").write_bytes(b"[" * 200_000)
    with pytest.raises(DamageError, match="deep must be JSON; got maximum recursion depth"):
        read_json(tmp_path / "deep")


def test_toml_nested_too_deep_is_damage(tmp_path):
    (tmp_path / "deep").write_bytes(b"a = " + b"[" * 20_000)
    with pytest.raises(DamageError, match="deep must be TOML; got maximum recursion depth"):
        read_toml(tmp_path / "deep")


@pytest.mark.parametrize(("read", "text"), [(read_json, "{}"), (read_toml, "a = {}")])
def test_a_number_of_five_thousand_digits_is_damage(tmp_path, read, text):
    (tmp_path / "long").write_text(text.format("1" * 5000))
    with pytest.raises(DamageError, match="long must be"):
        read(tmp_path / "long")
