"""The bans of ``bans/suite_bans.py`` bite, here and in processes the tests start."""

import io
import pickle
import socket
import subprocess
import sys
from collections import OrderedDict
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import joblib
import numpy as np
import pytest
import torch

PLAIN = pickle.dumps([1, 2.0, "three"])
NAMING = pickle.dumps(OrderedDict(a=1))


@pytest.mark.parametrize("data", [PLAIN, NAMING], ids=["plain", "naming"])
@pytest.mark.parametrize(
    "read",
    [
        pickle.loads,
        lambda data: pickle.load(io.BytesIO(data)),
        lambda data: pickle.Unpickler(io.BytesIO(data)).load(),
        lambda data: pickle._Unpickler(io.BytesIO(data)).load(),
        lambda data: pickle._loads(data),
    ],
    ids=["loads", "load", "Unpickler", "_Unpickler", "_loads"],
)
def test_pickle_is_refused(read, data):
    with pytest.raises(RuntimeError, match="unpickling is banned"):
        read(data)


def test_a_class_of_somebody_else_is_refused_too():
    class Reader(pickle.Unpickler):
        def find_class(self, module, name):
            raise AssertionError("reached")

    with pytest.raises(RuntimeError, match="unpickling is banned"):
        Reader(io.BytesIO(NAMING)).load()


@pytest.mark.parametrize("weights_only", [True, False])
def test_torch_files_are_refused(tmp_path, weights_only):
    torch.save({"weight": torch.ones(3)}, tmp_path / "weights.pt")
    with pytest.raises(RuntimeError, match="unpickling is banned"):
        torch.load(tmp_path / "weights.pt", weights_only=weights_only)


def test_arrays_of_objects_are_refused(tmp_path):
    np.save(tmp_path / "objects.npy", np.array([{}, []], dtype=object), allow_pickle=True)
    with pytest.raises(RuntimeError, match="unpickling is banned"):
        np.load(tmp_path / "objects.npy", allow_pickle=True)


def test_joblib_files_are_refused(tmp_path):
    joblib.dump({"a": np.ones(3)}, tmp_path / "model.joblib")
    with pytest.raises(RuntimeError, match="unpickling is banned"):
        joblib.load(tmp_path / "model.joblib")


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_pools_of_processes_still_work(method):
    with ProcessPoolExecutor(2, mp_context=get_context(method)) as pool:
        assert list(pool.map(abs, [-1, 2, -3])) == [1, 2, 3]


def _python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_processes_of_the_tests_refuse_what_can_run_code():
    done = _python(f"import pickle; pickle.loads({NAMING!r})")
    assert done.returncode == 1
    assert "unpickling is banned in the tests; got collections.OrderedDict" in done.stderr


def test_processes_of_the_tests_cannot_leave_the_machine():
    done = _python("import socket; socket.create_connection(('192.0.2.1', 80), timeout=5)")
    assert done.returncode == 1
    assert "the network is banned in the tests; got the host '192.0.2.1'" in done.stderr


@pytest.mark.parametrize(
    "leave",
    [
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.gethostbyname("example.org"),
        lambda: socket.create_connection(("192.0.2.1", 80), timeout=5),
        lambda: socket.socket().connect_ex(("192.0.2.1", 80)),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"", ("192.0.2.1", 53)),
    ],
    ids=["getaddrinfo", "gethostbyname", "create_connection", "connect_ex", "sendto"],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_other_machines_are_refused(leave):
    with pytest.raises(RuntimeError, match="the network is banned in the tests"):
        leave()


def test_this_machine_is_not_refused():
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=5) as client,
        server.accept()[0] as accepted,
    ):
        client.sendall(b"here")
        assert accepted.recv(4) == b"here"
