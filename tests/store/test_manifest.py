"""Every byte is accounted for: whatever is done to a folder, ``damages`` names it (R5)."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netwright.errors import DamageError, StorageError
from netwright.store import (
    Damage,
    damages,
    digest,
    is_whole,
    read_json,
    write_bytes,
    write_manifest,
)

FILES = {
    "model/model.safetensors": bytes(range(256)) * 3,
    "model/model.json": b'{"network": "mlp"}\n',
    "history.jsonl": b'{"step": 0, "loss": 2.3}\n{"step": 1, "loss": 2.1}\n',
    "data.json": b'{"classes": ["0", "1"]}\n',
    "recipe.toml": b"seed = 1\n",
}


def make(folder: Path) -> Path:
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "best").symlink_to("model")
    write_manifest(folder)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return make(tmp_path_factory.mktemp("manifest") / "run")


@pytest.fixture
def run(tmp_path):
    return make(tmp_path / "run")


def changed(name: str, *, whole: Path, how: Callable[[Path], None]) -> list[Damage] | DamageError:
    """What is found when ``how`` has been done to one file; the file is put back after."""
    path = whole / name
    before = path.read_bytes()
    try:
        how(path)
        try:
            return damages(whole)
        except DamageError as error:
            return error
    finally:
        path.write_bytes(before)


def test_a_whole_folder_has_no_damage(whole):
    assert damages(whole) == []
    manifest = read_json(whole / "manifest.json")
    assert set(manifest["files"]) == set(FILES)
    assert manifest["links"] == {"best": "model"}
    for name, entry in manifest["files"].items():
        assert entry == {"sha256": digest(whole / name), "bytes": len(FILES[name])}


def test_equal_folders_have_equal_manifests(whole, tmp_path):
    make(tmp_path / "other")
    assert (tmp_path / "other/manifest.json").read_bytes() == (whole / "manifest.json").read_bytes()


@settings(max_examples=150)
@given(name=st.sampled_from(list(FILES)), data=st.data())
def test_any_flipped_bit_is_named(whole, name, data):
    where = data.draw(st.integers(0, len(FILES[name]) - 1))
    bit = data.draw(st.integers(0, 7))

    def flip(path: Path) -> None:
        raw = bytearray(path.read_bytes())
        raw[where] ^= 1 << bit
        path.write_bytes(raw)

    assert changed(name, whole=whole, how=flip) == [Damage(name, "changed")]


@settings(max_examples=60)
@given(name=st.sampled_from(list(FILES)), data=st.data())
def test_any_truncation_is_named(whole, name, data):
    length = data.draw(st.integers(0, len(FILES[name]) - 1))
    found = changed(name, whole=whole, how=lambda p: p.write_bytes(p.read_bytes()[:length]))
    assert found == [Damage(name, "changed")]


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(whole, name):
    assert changed(name, whole=whole, how=Path.unlink) == [Damage(name, "missing")]


@settings(max_examples=30)
@given(names=st.permutations(list(FILES)).map(lambda names: names[:2]))
def test_two_files_that_changed_places_are_both_named(whole, names):
    one, two = (whole / name for name in names)
    a, b = one.read_bytes(), two.read_bytes()
    try:
        one.write_bytes(b)
        two.write_bytes(a)
        found = damages(whole)
    finally:
        one.write_bytes(a)
        two.write_bytes(b)
    assert found == [Damage(name, "changed") for name in sorted(names)]


def test_a_file_of_another_run_is_named(run, tmp_path):
    other = make(tmp_path / "other")
    (other / "model/model.safetensors").write_bytes(bytes(768))  # the same length
    write_manifest(other)
    shutil.copyfile(other / "model/model.safetensors", run / "model/model.safetensors")
    assert damages(run) == [Damage("model/model.safetensors", "changed")]
    shutil.copyfile(other / "manifest.json", run / "manifest.json")
    assert damages(run) == []


def test_the_manifest_of_another_run_is_seen(run, tmp_path):
    other = make(tmp_path / "other")
    (other / "data.json").write_bytes(b"{}\n")
    write_manifest(other)
    shutil.copyfile(other / "manifest.json", run / "manifest.json")
    assert damages(run) == [Damage("data.json", "changed")]


@settings(max_examples=150)
@given(data=st.data())
def test_a_flip_in_the_manifest_is_seen_or_says_the_same(whole, data):
    """White space may change; nothing that is read may, but for ``bytes``, told further down."""
    raw = (whole / "manifest.json").read_bytes()
    where = data.draw(st.integers(0, len(raw) - 1))
    bit = data.draw(st.integers(0, 7))
    flipped = bytearray(raw)
    flipped[where] ^= 1 << bit
    found = changed("manifest.json", whole=whole, how=lambda p: p.write_bytes(flipped))
    if found == []:
        assert told(flipped) == told(raw)


def told(manifest: bytes) -> object:
    value = json.loads(manifest)
    return {name: entry["sha256"] for name, entry in value["files"].items()}, value["links"]


@settings(max_examples=60)
@given(data=st.data())
def test_a_truncated_manifest_is_damage(whole, data):
    raw = (whole / "manifest.json").read_bytes()
    length = data.draw(st.integers(0, len(raw.rstrip()) - 1))
    found = changed("manifest.json", whole=whole, how=lambda p: p.write_bytes(raw[:length]))
    assert isinstance(found, DamageError)
    assert "manifest.json must be JSON; got" in str(found)


@pytest.mark.parametrize("text", ["[]", "3", "null", '{"files": []}', "{}", '{"links": {}}'])
def test_a_manifest_that_lists_no_files_is_damage(run, text):
    (run / "manifest.json").write_text(text)
    with pytest.raises(DamageError, match=r"manifest\.json must list files; got something else"):
        damages(run)


@pytest.mark.parametrize("entry", ['"abc"', "{}", '{"sha256": 1}', "null"])
def test_an_entry_without_a_digest_agrees_with_nothing(run, entry):
    (run / "manifest.json").write_text(f'{{"files": {{"recipe.toml": {entry}}}, "links": {{}}}}')
    assert Damage("recipe.toml", "changed") in damages(run)


def test_a_folder_without_a_manifest_is_named(tmp_path):
    with pytest.raises(StorageError, match=r"manifest\.json must exist; got nothing there"):
        damages(tmp_path)


def test_a_file_too_many_is_named(run):
    (run / "model" / "extra.bin").write_bytes(b"x")
    assert [str(damage) for damage in damages(run)] == ["model/extra.bin: not in the manifest"]


def test_a_link_is_followed_by_name_only(run):
    (run / "best").unlink()
    assert damages(run) == [Damage("best", "missing")]
    (run / "best").symlink_to("elsewhere")
    assert damages(run) == [Damage("best", "changed")]
    (run / "best").unlink()
    (run / "best").mkdir()
    assert damages(run) == [Damage("best", "missing")]


def test_a_file_that_became_a_link_to_its_own_bytes_is_changed(run, tmp_path):
    shutil.move(run / "data.json", tmp_path / "data.json")
    (run / "data.json").symlink_to(tmp_path / "data.json")
    assert damages(run) == [Damage("data.json", "changed")]


def test_names_with_a_dot_and_names_left_out_do_not_count(run):
    write_bytes(run / ".holder", b"x")
    (run / ".run.1.tmp").mkdir()
    (run / ".run.1.tmp" / "a").write_bytes(b"x")
    (run / "tensorboard").mkdir()
    (run / "tensorboard" / "events").write_bytes(b"x")
    assert damages(run, without=["tensorboard"]) == []
    assert damages(run) == [Damage("tensorboard/events", "not in the manifest")]
    write_manifest(run, without=["tensorboard"])
    assert "tensorboard/events" not in read_json(run / "manifest.json")["files"]


def test_only_the_topmost_manifest_is_left_out_of_itself(run):
    (run / "model" / "manifest.json").write_text("{}")
    write_manifest(run)
    assert "model/manifest.json" in read_json(run / "manifest.json")["files"]
    assert damages(run) == []


def test_a_digest_is_the_public_one(tmp_path):
    write_bytes(tmp_path / "abc", b"abc")  # FIPS 180-2, appendix B.1
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert digest(tmp_path / "abc") == expected


def test_a_wrong_length_in_the_manifest_is_seen(run):
    text = (run / "manifest.json").read_text()
    assert '"bytes": 768' in text
    (run / "manifest.json").write_text(text.replace('"bytes": 768', '"bytes": 769'))
    assert damages(run) == [Damage("model/model.safetensors", "changed")]


def test_links_that_are_no_table_are_damage(run):
    (run / "manifest.json").write_text('{"files": {}, "links": 3}')
    with pytest.raises(DamageError, match="must list files; got something else"):
        damages(run)


def test_a_folder_is_whole_with_its_manifest_and_every_file(tmp_path):
    (tmp_path / "a").write_text("a")
    assert not is_whole(tmp_path)
    write_manifest(tmp_path)
    assert is_whole(tmp_path)
    (tmp_path / "a").write_text("b")
    assert not is_whole(tmp_path)
    (tmp_path / "manifest.json").write_text("[]")
    assert not is_whole(tmp_path)
