"""What no code of ours may do, made impossible while the tests run: unpickle, leave the machine.

Two nets, because each has a hole the other has not:

- An audit hook (PEP 578). The interpreter itself asks it, so no name bound earlier and no C code
  gets round it, and it costs nothing to install in the processes the tests start (beside this
  file, ``sitecustomize.py`` does that). It sees a pickle that names a class or a function, which
  is every pickle that can run code, but not one of plain numbers.
- ``replace_names`` puts refusals in the place of ``pickle.load`` and its kin, and of torch's own
  reader. They refuse plain numbers too.

Exempt are the pipes between our own processes: calls made by ``multiprocessing`` itself.
"""

import sys
from types import FrameType

LOOPBACK = {"localhost", "localhost.localdomain", "ip6-localhost", "::1", "0.0.0.0", "::", ""}
PIPES = ("multiprocessing", "torch.multiprocessing")
_state = {"installed": False}


def install():
    """Ban unpickling of names, and connections to other machines; for good, in this process."""
    if not _state["installed"]:
        _state["installed"] = True
        sys.addaudithook(_listen)


def _listen(event, args):
    judge = _JUDGES.get(event)
    if judge is not None:
        judge(args)


def _unpickling(args):
    # Frame 0 is this one, 1 is _listen, 2 is the Python code that called the unpickler.
    if not is_pipe(sys._getframe(2)):
        raise RuntimeError(f"unpickling is banned in the tests; got {args[0]}.{args[1]}")


def is_pipe(frame: FrameType) -> bool:
    """Whether this frame belongs to the code that moves values between our own processes."""
    name = str(frame.f_globals.get("__name__", ""))
    return any(name == pipe or name.startswith(f"{pipe}.") for pipe in PIPES)


def _connecting(args):
    address = args[1]
    if isinstance(address, tuple) and address:
        _require_loopback(address[0])


def _resolving(args):
    _require_loopback(args[0])


def _require_loopback(host):
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if name is None or name in LOOPBACK or str(name).startswith("127."):
        return
    raise RuntimeError(f"the network is banned in the tests; got the host {name!r}")


_JUDGES = {
    "pickle.find_class": _unpickling,
    "socket.connect": _connecting,
    "socket.sendto": _connecting,
    "socket.getaddrinfo": _resolving,
    "socket.gethostbyname": _resolving,
}


def replace_names():
    """Put refusals where ``pickle`` and torch keep what reads pickles; for good."""
    import _pickle
    import pickle

    import torch._weights_only_unpickler as torch_reader

    for module in (pickle, _pickle):
        module.load = _guarded(module.load)
        module.loads = _guarded(module.loads)
    pickle.Unpickler = _pickle.Unpickler = _guarded_class(_pickle.Unpickler)
    # A Python class can be changed in place; that reaches joblib, which derives its own from it.
    pickle._Unpickler.load = _refuse
    pickle._load = pickle._loads = _refuse
    torch_reader.Unpickler.load = _refuse


def _refuse(*args, **options):
    raise RuntimeError("unpickling is banned in the tests; got bytes of a pickle")


def _guarded(real):
    def load(*args, **options):
        if is_pipe(sys._getframe(1)):
            return real(*args, **options)
        return _refuse()

    return load


def _guarded_class(real):
    class Unpickler(real):
        """Reads pickles for ``multiprocessing`` and for nobody else."""

        def load(self):
            return super().load() if is_pipe(sys._getframe(1)) else _refuse()

    return Unpickler
