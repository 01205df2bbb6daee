import os
import platform
from importlib.metadata import version
from pathlib import Path

import pytest

from netwright.artefacts import _environment, cores, differences, environment, machine_key
from netwright.artefacts._environment import EXACT, LIMITS, _processor

NOW = environment(device="cpu", threads=2)


def test_the_environment_is_words_about_machine_and_versions():
    assert all(isinstance(value, str) and value for value in NOW.values())
    assert NOW["torch"] == version("torch")
    assert NOW["python"] == platform.python_version()
    assert (NOW["device"], NOW["threads"], NOW["cores"]) == ("cpu", "2", str(cores()))
    assert set(EXACT) <= set(NOW)
    assert environment(device="cpu", threads=2) == NOW


def test_no_difference_is_no_words():
    assert differences(NOW, NOW) == []
    assert differences({**NOW, "pillow": "1", "cores": "999"}, NOW) == []  # changes no bit
    assert differences({**NOW, "calibration": {"rates": []}}, NOW) == []  # measured, not made with


@pytest.mark.parametrize("name", EXACT)
def test_each_thing_that_may_change_a_bit_is_named(name):
    then = {**NOW, name: "another"}
    assert differences(then, NOW) == [f"{name} another -> {NOW[name]}"]
    del then[name]  # written by a version that did not know of it
    assert differences(then, NOW) == [f"{name} ? -> {NOW[name]}"]


def test_several_differences_come_in_a_fixed_order():
    then = {**NOW, "threads": "1", "torch": "2.9.1"}
    said = differences(then, NOW)
    assert said == [f"torch 2.9.1 -> {NOW['torch']}", "threads 1 -> 2"]


def test_cores_are_no_more_than_openmp_is_allowed(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5, 7}, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    before = machine_key()
    for asked, found in (("2", 2), ("8", 3), ("0", 3), ("2,1", 2), ("", 3)):
        monkeypatch.setenv("OMP_NUM_THREADS", asked)
        assert cores() == found
        assert (machine_key() == before) == (found == 3)


def test_cores_are_those_this_process_may_use(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 5, 7}, raising=False)
    assert cores() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 6)
    assert cores() == 6
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert cores() == 1


def test_the_processor_is_told_by_model_and_stepping(monkeypatch):
    one = "processor\t: 0\nmodel name\t: Fast {}\ncpu family\t: 6\nstepping\t: 3\nflags\t: avx\n"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: one.format(1) + "\n" + one.format(2))
    assert _processor() == "model name Fast 1, cpu family 6, stepping 3"
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: "flags: avx\n")
    assert _processor() == "unknown"


def test_where_there_is_no_list_of_processors_python_is_asked(monkeypatch):
    def gone(*_, **__):
        raise FileNotFoundError(2, "gone")

    monkeypatch.setattr(Path, "read_text", gone)
    monkeypatch.setattr(platform, "processor", lambda: "arm")
    assert _processor() == "arm"
    monkeypatch.setattr(platform, "processor", lambda: "")
    assert _processor() == "unknown"


@pytest.fixture
def unlimited(monkeypatch):
    for name in (*LIMITS, "OMP_NUM_THREADS"):
        monkeypatch.delenv(name, raising=False)


def test_instructions_that_are_kept_from_torch_are_named(unlimited, monkeypatch):
    assert environment(device="cpu", threads=2)["instructions"] == "all"
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    monkeypatch.setenv("ATEN_CPU_CAPABILITY", "")
    now = environment(device="cpu", threads=2)
    assert now["instructions"] == "ONEDNN_MAX_CPU_ISA=AVX2"
    then = {**now, "instructions": "all"}
    assert differences(then, now) == ["instructions all -> ONEDNN_MAX_CPU_ISA=AVX2"]
    monkeypatch.setenv("ATEN_CPU_CAPABILITY", "avx2")
    both = "ATEN_CPU_CAPABILITY=avx2, ONEDNN_MAX_CPU_ISA=AVX2"
    assert environment(device="cpu", threads=2)["instructions"] == both


def test_a_machine_is_its_processor_cores_torch_and_instructions(unlimited, monkeypatch):
    keys = [machine_key(), machine_key()]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 32
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    keys.append(machine_key())
    for cpus in ({0}, {1}, {0, 1, 2}):
        monkeypatch.setattr(os, "sched_getaffinity", lambda _, cpus=cpus: cpus, raising=False)
        keys.append(machine_key())
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    keys.append(machine_key())
    monkeypatch.setattr(_environment, "_processor", lambda: "another")
    keys.append(machine_key())
    monkeypatch.setattr(_environment, "version", lambda package: f"{package} 0.1")
    keys.append(machine_key())
    assert len(set(keys)) == len(keys) - 1
