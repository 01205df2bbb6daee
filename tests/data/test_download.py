"""One file from a server on this machine that behaves, or does not."""

import hashlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from netwright.data import _download
from netwright.data._catalogue import RemoteFile
from netwright.data._download import download, fetch_text, require_allowed
from netwright.errors import DataError, SettingError, UnavailableError

DATA = bytes(range(256)) * 4000
FILE = RemoteFile("a.gz", len(DATA), hashlib.sha256(DATA).hexdigest())


class Server(BaseHTTPRequestHandler):
    """The path says how it behaves."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        what = self.path.strip("/")
        self.server.asked.append((what, self.headers["User-Agent"]))
        if what == "gone":
            self.send_error(404)
        elif what.startswith("to-"):
            self.answer(302, b"", {"Location": self.server.redirects[what]})
        elif what == "silent":
            self.server.released.wait(10)
            self.close_connection = True
        elif what == "stalls":
            self.answer(200, DATA[:1000], {"Content-Length": str(len(DATA))})
            self.server.released.wait(10)
            self.close_connection = True
        elif what == "cut":
            self.answer(200, DATA[:1000], {"Content-Length": str(len(DATA))})
            self.close_connection = True
        elif what == "garbage":
            self.wfile.write(b"not http at all\r\n\r\n")
            self.close_connection = True
        elif what == "endless":
            self.answer(200, b"", {"Connection": "close", "Content-Length": str(2**40)})
            try:
                while True:
                    self.wfile.write(DATA)
            except OSError:
                self.server.hung_up = True
            self.close_connection = True
        else:
            body = {"whole": DATA, "other": DATA[:-1] + b"x", "short": DATA[:-1]}[what]
            self.answer(200, body, {"Content-Length": str(len(body))})

    def answer(self, code, body, headers):
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
        server.daemon_threads = True
        server.block_on_close = False
        server.asked, server.redirects, server.hung_up = [], {}, False
        server.released = threading.Event()
        server.base = f"http://127.0.0.1:{server.server_port}/"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


def test_a_file_arrives_whole_and_its_progress_is_told(server, tmp_path):
    told = []
    download(server.base + "whole", FILE, tmp_path / "a", progress=lambda *said: told.append(said))
    assert (tmp_path / "a").read_bytes() == DATA
    assert told[-1] == ("a.gz", len(DATA), len(DATA))
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
    assert server.asked == [("whole", "netwright")]


def test_another_file_is_refused_and_not_kept(server, tmp_path):
    words = r"a\.gz must be 1,024,000 bytes with SHA-256 .*; got SHA-256 "
    with pytest.raises(DataError, match=words) as caught:
        download(server.base + "other", FILE, tmp_path / "a")
    assert FILE.sha256 in str(caught.value)
    assert "nothing was kept" in caught.value.hint
    assert list(tmp_path.iterdir()) == []


def test_the_first_digits_of_a_checksum_and_a_bound_are_enough_to_know_a_file(server, tmp_path):
    known = RemoteFile("a.gz", 2**20, FILE.sha256[:8])
    assert FILE.exact
    assert not known.exact
    download(server.base + "whole", known, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == DATA
    words = r"a\.gz must be at most 1,048,576 bytes with SHA-256 [0-9a-f]{8}\.\.\.; got SHA-256 "
    with pytest.raises(DataError, match=words):
        download(server.base + "other", known, tmp_path / "b")
    with pytest.raises(DataError, match="got more than 1,000 bytes"):
        download(server.base + "whole", RemoteFile("a.gz", 1000, FILE.sha256[:8]), tmp_path / "b")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_text_is_short_and_utf8(server):
    with pytest.raises(DataError, match="must send at most 1,000 bytes; got more"):
        fetch_text(server.base + "whole", limit=1000)
    with pytest.raises(DataError, match="must send UTF-8 text; got 'utf-8' codec"):
        fetch_text(server.base + "whole")
    with pytest.raises(UnavailableError, match="must be reachable; got: 404"):
        fetch_text(server.base + "gone")
    with pytest.raises(SettingError, match="base_url must be an https address"):
        fetch_text("http://example.com/x")


@pytest.mark.parametrize("what", ["cut", "short"])
def test_a_transfer_that_breaks_off_is_told_with_its_length(server, tmp_path, what):
    with pytest.raises(UnavailableError, match=r"must send 1,024,000 bytes; got .* then the end"):
        download(server.base + what, FILE, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_more_than_was_agreed_is_not_taken(server, tmp_path):
    with pytest.raises(DataError, match="got more than 1,024,000 bytes"):
        download(server.base + "endless", FILE, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []
    for _ in range(200):
        if server.hung_up:
            break
        time.sleep(0.02)
    assert server.hung_up


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("gone", "must be reachable; got: 404 Not Found"),
        ("garbage", "must be reachable; got: "),
        ("silent", "must be reachable; got: no answer within 0.3 seconds"),
        ("stalls", "must be reachable; got: no answer within 0.3 seconds"),
    ],
)
def test_a_server_that_does_not_serve_is_told(server, tmp_path, monkeypatch, what, words):
    monkeypatch.setattr(_download, "TIMEOUT", 0.3)
    begun = time.monotonic()
    with pytest.raises(UnavailableError, match=words) as caught:
        download(server.base + what, FILE, tmp_path / "a")
    assert time.monotonic() - begun < 5
    assert server.base + what in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_nobody_listening_is_told(tmp_path, server):
    server.server_close()
    with pytest.raises(UnavailableError, match=r"must be reachable; got: .*(refused|reset)"):
        download(server.base + "whole", FILE, tmp_path / "a")


def test_a_redirect_on_this_machine_is_followed(server, tmp_path):
    server.redirects["to-here"] = f"http://localhost:{server.server_port}/whole"
    download(server.base + "to-here", FILE, tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == DATA


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a", "http://example.org/a", "ftp://127.0.0.1/a", "file:///etc/passwd"],
)
def test_a_redirect_to_elsewhere_is_refused_before_anything_is_sent(server, tmp_path, address):
    server.redirects["to-elsewhere"] = address
    with pytest.raises(UnavailableError, match=r"a redirect to .* which is not followed|302"):
        download(server.base + "to-elsewhere", FILE, tmp_path / "a")
    assert len(server.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_in_a_circle_ends(server, tmp_path):
    server.redirects["to-itself"] = "/to-itself"
    with pytest.raises(UnavailableError, match="must be reachable; got: 302"):
        download(server.base + "to-itself", FILE, tmp_path / "a")


def test_a_disk_that_is_full_is_not_told_as_a_network(server, tmp_path):
    (tmp_path / "a").mkdir()
    with pytest.raises(IsADirectoryError, match="Is a directory"):
        download(server.base + "whole", FILE, tmp_path / "a")


ALLOWED = ["https://example.org/x", "http://127.0.0.1:80/", "http://localhost/", "http://[::1]:8/"]
REFUSED = ["http://example.org/", "http://127.0.0.1.example.org/", "http://10.0.0.1/", "http://",
           "https://", "ftp://127.0.0.1/", "file:///etc/passwd", "", "mnist",
           "https://[bad"]  # fmt: skip


@pytest.mark.parametrize("address", ALLOWED)
def test_https_and_this_machine_are_allowed(address):
    require_allowed(address)


@pytest.mark.parametrize("address", REFUSED)
def test_other_addresses_are_refused(address):
    words = "base_url must be an https address, or http on this machine; got "
    with pytest.raises(SettingError, match=words):
        require_allowed(address)
