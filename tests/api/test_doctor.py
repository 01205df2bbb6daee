import re
from dataclasses import replace
from importlib.metadata import metadata

import pytest

from calibrations import made_calibration, made_machine
from netwright.api import _doctor, doctor
from netwright.api._calibrated import calibration_file, kept_calibration
from netwright.training._machine import Compiler


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """Each measuring, which gives a calibration by hand; in a cache of this test's own."""
    calls = []

    def calibrate(*, cores):
        calls.append(cores)
        return made_calibration({"copy": 20.0 + len(calls)})

    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(_doctor, "calibrate", calibrate)
    monkeypatch.setattr(_doctor, "look_at_machine", made_machine)
    monkeypatch.setattr(_doctor, "find_spec", lambda name: name)
    return calls


def test_a_machine_is_measured_once(measured):
    said = []
    first, second = doctor(say=said.append), doctor(say=said.append)
    assert measured == [_doctor.cores()]
    assert said == ["measuring, about 3 s on a quiet machine"]
    assert (first.cached, second.cached) == (False, True)
    assert first.calibration == second.calibration == kept_calibration()


def test_again_measures_anew_and_keeps_that(measured):
    doctor()
    found = doctor(again=True)
    assert (len(measured), found.cached) == (2, False)
    assert found.calibration.rate("copy") == 22
    assert doctor().calibration.rate("copy") == 22


def test_rates_taken_beside_other_work_give_way_to_quiet_ones(measured, monkeypatch):
    said, busy, quiet = [], made_calibration(load=1.5), made_calibration(load=0.2)
    for given, cached in ((busy, False), (busy, False), (quiet, False), (None, True)):
        monkeypatch.setattr(_doctor, "calibrate", lambda *, cores, given=given: given)
        found = doctor(say=said.append)
        assert found.cached == cached
        assert kept_calibration() == found.calibration
    monkeypatch.setattr(_doctor, "calibrate", lambda *, cores: busy)
    assert doctor(again=True, say=said.append).calibration == busy
    assert said[-1] == "other work ran: the rates of 2026-01-02 03:04 UTC stay in the cache"
    assert kept_calibration() == quiet


def test_damaged_rates_are_measured_anew(measured):
    doctor()
    calibration_file().write_text("{}")
    assert not doctor().cached
    assert len(measured) == 2


def test_what_is_installed_is_looked_at_each_time(measured, monkeypatch):
    doctor()
    gone = Compiler(command="g++", problem="g++ is not there")
    monkeypatch.setattr(_doctor, "look_at_machine", lambda: made_machine(compiler=gone))
    found = doctor()
    assert (found.cached, len(measured)) == (True, 1)
    assert found.missing == ("a C++ compiler that torch.compile can use: g++ is not there",)
    assert kept_calibration().machine.compiler == gone  # what the next run records


def test_extras_that_are_not_installed_are_missing(measured, monkeypatch):
    assert doctor().missing == ()
    monkeypatch.setattr(_doctor, "find_spec", lambda _: None)
    assert doctor().missing == (
        "tensorboard: no curves in TensorBoard (pip install 'netwright[track]')",
        "timm: no networks of timm (pip install 'netwright[zoo]')",
    )


def test_every_extra_of_the_package_is_looked_for():
    tools = {"all", "dev", "docs", "test"}
    hosts = {"keras", "lightning", "transformers"}  # who trains by them has them
    about = metadata("netwright")
    assert set(about.get_all("Provides-Extra")) - tools - hosts == set(_doctor.EXTRAS)
    for extra, (module, _) in _doctor.EXTRAS.items():
        wanted = [x for x in about.get_all("Requires-Dist") if re.search(rf"['\"]{extra}['\"]", x)]
        assert any(x.startswith(module) for x in wanted)


def test_rates_that_cannot_be_kept_are_told_all_the_same(measured, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("NETWRIGHT_CACHE", str(tmp_path / "file"))
    found = doctor()
    assert found.calibration.rate("copy") == 21
    (line,) = found.missing
    assert line.startswith("a place to keep the rates: ")
    assert "must be writable" in line


def test_the_summary_is_plain_values(measured):
    facts = doctor().summary()
    assert list(facts) == ["machine", "measured", "rates", "meaning", "missing"]
    assert facts["machine"]["instructions_allowed"] == "all"
    assert facts["machine"]["compiler"]["version"] == "g++ 12.2.0"
    assert facts["measured"] == {
        "when": "2026-01-02 03:04", "seconds": 2.5, "load": 0.1, "cached": False,
    }  # fmt: skip
    assert len(facts["rates"]) == len(made_calibration().rates)
    assert [line["of"] for line in facts["meaning"]][:2] == ["cores", "fp32"]


def test_one_core_and_no_compiler_are_examined(measured, monkeypatch):
    bare = made_machine(
        kernels="DEFAULT", instructions=(), libraries=(),
        compiler=Compiler(command="g++", problem="g++ is not there"),
    )  # fmt: skip
    nothing = {name.name: None for name in made_calibration().rates if "bf16" in name.name}
    alone = replace(made_calibration(nothing, cores=1, load=None), machine=bare)
    monkeypatch.setattr(_doctor, "calibrate", lambda *, cores: alone)
    found = doctor()
    assert found.calibration == alone
    meaning = {line["of"]: line["says"] for line in found.summary()["meaning"]}
    assert meaning["cores"] == "one core: plans use one thread"
    assert meaning["bf16"] == "not available: plans use fp32"
    assert meaning["compiler"] == "g++ is not there: torch.compile is not tried"
