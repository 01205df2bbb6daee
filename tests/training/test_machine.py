import json
import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import asdict
from types import SimpleNamespace

import pytest
import torch

from calibrations import made_machine
from netwright.training import _machine, look_at_machine
from netwright.training._machine import Compiler, find_compiler, has_bf16, machine_from

posix = pytest.mark.skipif(os.name != "posix", reason="a script stands for the compiler")


@pytest.fixture
def no_compiler(monkeypatch):
    """None is called, which saves a third of a second."""
    monkeypatch.setattr(_machine, "find_compiler", lambda: Compiler(command="g++"))


@pytest.fixture
def compiler(tmp_path, monkeypatch):
    """Make a script the compiler: it says its version, and then does what it is told."""

    def make(then):
        path = tmp_path / "cc"
        path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "cc 1.2" && exit 0\n{then}\n')
        path.chmod(0o755)
        monkeypatch.setenv("CXX", str(path))
        return str(path)

    return make


def test_a_machine_is_what_torch_says_of_itself():
    found = look_at_machine()
    assert found.torch == torch.__version__
    assert found.kernels == torch.backends.cpu.get_cpu_capability()
    assert ("MKL" in found.libraries) == torch.backends.mkl.is_available()
    assert ("AVX2" in found.instructions) == torch.cpu._is_avx2_supported()
    assert machine_from(json.loads(json.dumps(asdict(found)))) == found


@pytest.mark.parametrize(
    ("name", "word", "bf16"),
    [
        ("_is_amx_tile_supported", "AMX", True),
        ("_is_avx512_bf16_supported", "AVX-512 BF16", True),
        ("_is_avx512_supported", "AVX-512", False),
    ],
)
def test_bf16_is_there_where_the_processor_calculates_in_it(
    no_compiler, monkeypatch, name, word, bf16
):
    for asked in _machine.INSTRUCTIONS:
        monkeypatch.setattr(torch.cpu, asked, lambda asked=asked: asked == name)
    found = look_at_machine()
    assert found.instructions == (word,)
    assert found.has_bf16 == bf16


def test_a_device_has_bf16_where_its_plans_may_use_it(monkeypatch):
    for avx512, amx in ((False, False), (True, False), (False, True)):
        monkeypatch.setattr(torch.cpu, "_is_avx512_bf16_supported", lambda a=avx512: a)
        monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda a=amx: a)
        assert has_bf16(torch.device("cpu")) is (avx512 or amx)
    for has in (False, True):
        monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda h=has: h)
        assert has_bf16(torch.device("cuda")) is has
    assert has_bf16(torch.device("mps")) is True


def test_a_torch_that_cannot_tell_instructions_has_none(no_compiler, monkeypatch):
    for name in _machine.INSTRUCTIONS:
        monkeypatch.delattr(torch.cpu, name)
    found = look_at_machine()
    assert (found.instructions, found.has_bf16) == ((), False)


@posix
def test_a_compiler_that_compiles_has_no_problem(compiler):
    command = compiler('grep -q Python.h && echo "$@" | grep -q -- -fsyntax-only')
    assert find_compiler() == Compiler(command=command, version="cc 1.2")


@posix
def test_a_compiler_without_headers_says_which(compiler):
    words = "<stdin>:1:10: fatal error: Python.h: No such file or directory"
    command = compiler(f'echo "in file x" >&2; echo "{words}" >&2; exit 1')
    assert find_compiler() == Compiler(command=command, version="cc 1.2", problem=words)


@posix
def test_a_compiler_that_fails_without_words_tells_its_code(compiler):
    command = compiler("exit 3")
    assert find_compiler().problem == f"{command} left with 3"


def test_headers_are_looked_for_where_this_python_has_them(tmp_path, monkeypatch):
    if shutil.which("g++") is None or sys.platform != "linux":
        pytest.skip("no g++ here")
    monkeypatch.setenv("CXX", "g++")
    monkeypatch.setattr(sysconfig, "get_path", lambda _: str(tmp_path))
    assert "Python.h" in find_compiler().problem
    (tmp_path / "Python.h").write_text("int none;\n")
    assert find_compiler().problem == "" or "omp.h" in find_compiler().problem


@pytest.mark.parametrize(("system", "name"), [("linux", "g++"), ("darwin", "clang++")])
def test_no_compiler_is_an_answer(monkeypatch, system, name):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr(_machine.sys, "platform", system)
    monkeypatch.setattr(_machine.shutil, "which", lambda _: None)
    assert find_compiler() == Compiler(command=name, problem=f"{name} is not there")


def test_a_compiler_that_hangs_or_cannot_start_is_a_problem(monkeypatch):
    monkeypatch.setenv("CXX", sys.executable)
    for error in (subprocess.TimeoutExpired("x", 1), PermissionError(13, "no")):

        def fail(*_, error=error, **__):
            raise error

        monkeypatch.setattr(_machine.subprocess, "run", fail)
        found = find_compiler()
        assert found.version == ""
        assert found.problem == f"{sys.executable} cannot be run: {type(error).__name__}"


@pytest.mark.parametrize(("system", "openmp"), [("linux", True), ("darwin", False)])
def test_openmp_is_tried_where_torch_compile_needs_it(monkeypatch, system, openmp):
    asked = []

    def run(words, *, input, **_):
        asked.append((words, input))
        return SimpleNamespace(stdout="1.2\nmore", stderr="", returncode=0)

    monkeypatch.setenv("CXX", sys.executable)
    monkeypatch.setattr(_machine.sys, "platform", system)
    monkeypatch.setattr(_machine.subprocess, "run", run)
    assert find_compiler() == Compiler(command=sys.executable, version="1.2")
    words, text = asked[-1]
    assert ("-fopenmp" in words) == ("omp.h" in text) == openmp


def test_on_windows_the_compiler_is_only_looked_for(monkeypatch):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr(_machine.sys, "platform", "win32")
    monkeypatch.setattr(_machine.shutil, "which", lambda name: name)
    assert find_compiler() == Compiler(command="cl", version="cl")


def test_accelerators_are_named(no_compiler, monkeypatch):
    facts = SimpleNamespace(name="Fast One", total_memory=80 * 2**30)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda _: facts)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert look_at_machine().accelerators == ("Fast One, 80 GiB",) * 2
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert look_at_machine().accelerators == ()
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert look_at_machine().accelerators == ("mps",)


@pytest.mark.parametrize("lacking", ["instructions", "compiler", "torch"])
def test_a_machine_of_incomplete_values_is_refused(lacking):
    values = asdict(made_machine())
    del values[lacking]
    with pytest.raises((KeyError, TypeError), match=lacking):
        machine_from(values)
