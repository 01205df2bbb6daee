import pytest
from cyclopts import CycloptsError

from netwright.cli._commands import app
from netwright.cli._mistakes import explained


def _mistake(words):
    with pytest.raises(CycloptsError) as caught:
        app(words.split(), exit_on_error=False, print_error=False)
    return explained(caught.value)


@pytest.mark.parametrize("name", ["train", "evaluate", "import-weights", "reproduce", "datasets"])
def test_a_slip_of_the_keys_finds_the_command(name):
    swapped = name[:1] + name[2] + name[1] + name[3:]
    message, step = _mistake(f"{swapped} x")
    assert message.startswith("the command must be one of compare, datasets, diagnose, doctor, ev")
    assert message.endswith(f"got {swapped!r}")
    assert step == f"did you mean {name}?"


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("train digits --epoch 3", "did you mean --epochs?"),
        ("train digits --targt x", "did you mean --target?"),
        ("train digits --weight-decay 0.1", "did you mean --set weight_decay=VALUE?"),
        ("train digits --weight_decy 0.1", "did you mean --set weight_decay=VALUE?"),
        ("predict run --quit", "did you mean --quiet?"),
        ("verify run --wholly-unknown", "netwright verify --help lists them"),
    ],
)
def test_an_unknown_option_finds_the_nearest_option_or_setting(words, step):
    message, found = _mistake(words)
    assert message.startswith("options must be those of netwright ")
    assert found == step


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("train digits --epochs x", "--epochs must be a number; got 'x'"),
        ("train no-such-data --seed 1.5", "--seed must be a whole number; got '1.5'"),
        ("train digits --preset x", "--preset must be fast, medium or best; got 'x'"),
        ("compare a", "SECOND must be given; got nothing"),
        ("train digits --model", "--model must be given; got nothing"),
        ("train digits --seed 1 --seed 2", "--seed must be given once; got it again"),
        ("tasks all", "tasks must have no further arguments; got 'all'"),
    ],
)
def test_the_words_for_each_kind_of_mistake(words, message):
    said, step = _mistake(words)
    assert said == message
    assert step == f"netwright {words.split()[0]} --help"


def test_a_mistake_of_another_kind_keeps_its_words_on_one_line():
    assert explained(CycloptsError(msg="two\n  lines")) == ("two lines", "netwright --help")
