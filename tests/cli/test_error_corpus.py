"""Every mistake of the corpus is told in one plain sentence and a next step (R54)."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

CORPUS = Path(__file__).with_name("error_corpus.py")
FOREIGN = re.compile(
    r"Traceback|torch\.(?!save)|polars\.|pydantic|<class|Error\b|Exception|Tensor\(|\bFalse\b|\bNone\b|0x[0-9a-f]"
)
FAST = "--model logistic --epochs 1 --plan fp32"
ENOUGH = 60


def _corpus():
    spec = importlib.util.spec_from_file_location("netwright_error_corpus", CORPUS)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a NamedTuple looks its module up
    spec.loader.exec_module(module)
    return module.MISTAKES


MISTAKES = _corpus()


def _absent_device():
    import torch

    return "mps" if torch.cuda.is_available() else "cuda"


def _line(mistake):
    fast = FAST if "--model" not in mistake.line else FAST.removeprefix("--model logistic ")
    return mistake.line.replace("FAST", fast).replace("ABSENT", _absent_device())


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda m: m.line)
def test_a_mistake_is_explained(place, call, mistake):
    done = call(_line(mistake))
    assert (done.code, done.out) == (mistake.code, ""), done.err
    said = done.err[done.err.index("netwright: ") :].removeprefix("netwright: ")
    message, _, step = said.rstrip("\n").partition("\n")
    assert mistake.words in message
    assert mistake.step in step
    assert " must " in message
    assert "; got" in message
    assert not FOREIGN.search(said.replace("got None", "")), said
    assert len(step.splitlines()) <= 1


def test_the_corpus_is_large_and_says_each_thing_once():
    lines = [mistake.line for mistake in MISTAKES]
    assert len(lines) == len(set(lines)) >= ENOUGH
    assert {mistake.code for mistake in MISTAKES} == {2, 65, 69, 74}
    with_step = [mistake for mistake in MISTAKES if mistake.step]
    assert len(with_step) > len(MISTAKES) / 2


def test_nothing_was_left_by_them(place, call):
    """What fails before the first step leaves no run behind."""
    assert call(_line(MISTAKES[-1])).code == 74
    assert sorted(p.name for p in Path("runs").iterdir()) == [
        "digits",
        "houses",
        "people",
        "photos",
    ]
    assert Path("words.txt").read_text() == "these are words, not a picture\n"
