"""Published weights, from a server on this machine that has small files under the same names."""

import hashlib
import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
import safetensors.torch
import torch

from netwright import store
from netwright.artefacts import _published, read_tensors, timm_weights, torchvision_weights
from netwright.artefacts._published import PUBLISHED, Published
from netwright.errors import DataError, SettingError, UnavailableError
from netwright.models import NETWORKS
from netwright.models._pretrained import TORCHVISION

REVISION = "a" * 40
ASKED = "api/models/timm/tiny.a1/revision/main"


class Quiet(SimpleHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path.strip("/"))
        super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def served(tmp_path, monkeypatch):
    """What the server has below ``folder``; ``asked`` is what came."""
    folder = tmp_path / "served"
    folder.mkdir()
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "cache"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        server.folder, base = folder, f"http://127.0.0.1:{server.server_port}/"
        monkeypatch.setattr(_published, "TORCHVISION_URL", base)
        monkeypatch.setattr(_published, "HUB_URL", base)
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def small(served, monkeypatch):
    """``torchvision:small``, a file of torch.save with its checksum's first digits in its name."""
    tensors = {"conv1.weight": torch.arange(6.0).view(2, 3)}
    torch.save(tensors, served.folder / "raw")
    digest = store.digest(served.folder / "raw")
    name = f"small-{digest[:8]}.pth"
    (served.folder / "raw").rename(served.folder / name)
    monkeypatch.setitem(PUBLISHED, "small", Published("small", digest[:8], 1))
    return served.folder / name


@pytest.fixture
def hub(served):
    """``timm/tiny.a1`` as the hub answers for it."""
    data = safetensors.torch.save({"fc.weight": torch.ones(2, 3)})
    tensors = served.folder / "timm" / "tiny.a1" / "resolve" / REVISION / "model.safetensors"
    tensors.parent.mkdir(parents=True)
    tensors.write_bytes(data)
    answer = served.folder / ASKED
    answer.parent.mkdir(parents=True)
    large = {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "pointerSize": 134}
    said = {"sha": REVISION, "siblings": [{"rfilename": "model.safetensors", "lfs": large}]}
    answer.write_text(json.dumps(said))
    return answer, tensors


def test_each_published_file_is_of_a_network_that_has_a_table():
    for name, file in PUBLISHED.items():
        assert name == file.stem
        assert name.replace("_", "-") in TORCHVISION.keys() & NETWORKS.keys()
        assert len(file.digits) == 8
        int(file.digits, 16)


def test_torchvisions_weights_are_fetched_once_and_kept_as_safetensors(served, small):
    kept = torchvision_weights("small")
    assert read_tensors(kept.path)["conv1.weight"].tolist() == [[0, 1, 2], [3, 4, 5]]
    assert kept.sha256 == store.digest(small)
    assert kept.url.endswith(small.name)
    assert sorted(p.name for p in kept.path.parent.iterdir()) == [
        "manifest.json",
        "model.safetensors",
        "origin.json",
    ]
    assert torchvision_weights("small") == kept
    assert served.asked == [small.name]


def test_what_is_damaged_is_fetched_again(served, small):
    kept = torchvision_weights("small")
    kept.path.write_bytes(b"something else")
    assert torchvision_weights("small") == kept
    assert len(served.asked) == 2
    (kept.path.parent / "manifest.json").write_text("[]")
    assert torchvision_weights("small") == kept
    assert len(served.asked) == 3


def test_another_checksum_is_refused_and_nothing_is_kept(small, tmp_path):
    small.write_bytes(b"\x80" + small.read_bytes()[1:])
    with pytest.raises(DataError, match=r"at most 1,048,576 bytes with SHA-256 [0-9a-f]{8}\.\.\."):
        torchvision_weights("small")
    left = tmp_path / "cache" / "weights"
    assert [p.name for p in left.iterdir() if not p.name.startswith(".lock")] == []


def test_a_file_that_is_too_long_is_refused(small):
    small.write_bytes(bytes(2**20 + 1))
    with pytest.raises(DataError, match="got more than 1,048,576 bytes"):
        torchvision_weights("small")


def test_a_server_without_the_file_says_how_to_go_without(small):
    small.unlink()
    words = "(?s)must be reachable; got: 404.*run netwright import-weights on it"
    with pytest.raises(UnavailableError, match=words):
        torchvision_weights("small")


def test_an_unknown_name_is_told_the_nearest_one():
    with pytest.raises(SettingError, match="did you mean resnet18"):
        torchvision_weights("resnet81")


def test_timms_weights_are_those_of_the_revision_that_the_hub_states(served, hub):
    kept = timm_weights("tiny.a1")
    assert read_tensors(kept.path)["fc.weight"].sum() == 6
    assert f"/resolve/{REVISION}/" in kept.url
    assert kept.sha256 == store.digest(hub[1])
    assert timm_weights("tiny.a1") == kept
    assert len(served.asked) == 2


def test_timms_weights_with_another_checksum_are_refused(hub):
    data = bytearray(hub[1].read_bytes())
    data[-1] ^= 1
    hub[1].write_bytes(data)
    with pytest.raises(DataError, match=r"model.safetensors must be .* bytes with SHA-256"):
        timm_weights("tiny.a1")


@pytest.mark.parametrize(
    "said",
    [
        "no JSON",
        "[]",
        '{"siblings": []}',
        json.dumps({"sha": REVISION, "siblings": [{"rfilename": "model.safetensors"}]}),
    ],
)
def test_a_hub_that_states_no_checksum_is_refused(hub, said):
    hub[0].write_text(said)
    with pytest.raises(DataError, match=r"must state revision, size and SHA-256 of model.safe"):
        timm_weights("tiny.a1")


def test_a_hub_that_states_another_form_of_checksum_is_refused(hub):
    said = json.loads(hub[0].read_text())
    said["siblings"][0]["lfs"]["sha256"] = "../x"
    hub[0].write_text(json.dumps(said))
    with pytest.raises(DataError, match=r"must state revision, .*; got 'a+', \d+, '\.\./x'"):
        timm_weights("tiny.a1")


def test_a_hub_without_the_network_says_how_to_go_without(served):
    with pytest.raises(UnavailableError, match=r"(?s)got: 404.*fetch model.safetensors elsewhere"):
        timm_weights("none.a1")
