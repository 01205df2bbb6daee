"""netwright beside its peers, one line of docs/speed.md at a time.

    python benchmarks/lines.py 4              interleaved, as often as the line says
    python benchmarks/lines.py 4 --rounds 1
    python benchmarks/lines.py 4 --tiny       a few rows, once: whether every program runs
    python benchmarks/lines.py page           write docs/speed.md from benchmarks/results

    1  MNIST to 99.0 % test accuracy        6  eight small networks; 5-fold cross-validation
    2  one network, one epoch               7  cold start
    3  CIFAR-10 in five minutes             8  peak memory of the lines above, from their results
    4  small steps

The peers have environments of their own, which ``make bench-peers`` makes. Their second rows are
settings their documentation names for speed. Every answer is kept in benchmarks/results.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import numpy as np
from racing import OURS, Line, Way, by_key, first_reaching, run_rounds, table
from shared import calibration, data_folder, say
from speed_page import write

RESULTS = Path(__file__).parent / "results"
TINY = ("--rows", "3200", "--epochs", "1")
FAST = ("--tuned",)
THIRD = "wider, for a third of the recipe's time"
KERAS = {  # backend -> environment, name
    "tensorflow": ("tensorflow", "Keras on TensorFlow"),
    "jax": ("jax", "Keras on JAX"),
    "torch": ("keras-torch", "Keras on PyTorch"),
}


def _keras(backend: str, work: str, *words: str, rounds: int = 0) -> Way:
    peer, name = KERAS[backend]
    name += ", for speed" if "--tuned" in words else ""
    made = Way(name=name, peer=peer, program="keras", work=work, words=words, rounds=rounds)
    return replace(made, backend=backend)


def _on_torch(peer: str, name: str, work: str, *words: str, rounds: int = 0) -> Way:
    name += ", for speed" if "--tuned" in words else ""
    return Way(name=name, peer=peer, work=work, words=words, rounds=rounds)


def _airbench(name: str, work: str, *words: str) -> Way:
    name += ", channels last" if "--tuned" in words else ""
    return Way(name=name, peer="torch", program="airbench", work=work, words=words, rounds=1)


def _ours(
    work: str, *words: str, name: str = "netwright", case: str = "", fresh: bool = False
) -> Way:
    return Way(name=name, peer=OURS, work=work, words=words, case=case, fresh=fresh)


def _sklearn(work: str, case: str) -> tuple[Way, ...]:
    name = f"scikit-learn, {case}"
    made = {"peer": "sklearn", "work": work, "case": case}
    return Way(name=name, **made), Way(name=f"{name}, a process a core", words=FAST, **made)


LINES = {
    1: Line(
        question="MNIST to 99.0 % test accuracy, the mean over the seeds",
        unit="s",
        figures=lambda answers: first_reaching(0.99, answers),
        data="mnist",
        rounds=5,
        wanted="25 times faster than Keras' example, 4 s at most",
        ways=(
            _ours("mnist"),
            _ours("mnist", name="netwright, its first run on a machine", fresh=True),
            _keras("tensorflow", "mnist", "--epochs", "10", rounds=3),
            _keras("tensorflow", "mnist", "--epochs", "10", *FAST, rounds=1),
            _on_torch("torch", "PyTorch's example", "mnist", "--epochs", "4", rounds=1),
            _on_torch("torch", "PyTorch's example", "mnist", "--epochs", "4", *FAST, rounds=1),
        ),
    ),
    2: Line(
        question="Keras' MNIST example network, one epoch of 20,000 pictures, batches of 128",
        unit="s",
        figures=by_key("seconds"),
        data="mnist",
        rounds=5,
        wanted="2.0 times Keras on TensorFlow, 3 times plain PyTorch",
        ways=(
            _ours("epoch", "--rows", "20000"),
            _ours("epoch", "--rows", "20000", *FAST, name="netwright, bf16 where it is faster"),
            _keras("tensorflow", "epoch", "--rows", "20000"),
            _keras("tensorflow", "epoch", "--rows", "20000", *FAST),
            _keras("jax", "epoch", "--rows", "20000"),
            _keras("torch", "epoch", "--rows", "20000"),
            _on_torch("torch", "PyTorch by hand", "epoch", "--rows", "20000"),
            _on_torch("torch", "PyTorch by hand", "epoch", "--rows", "20000", *FAST),
        ),
    ),
    3: Line(
        question="CIFAR-10, JPEG re-encoded, in five minutes; the airbench94 recipe's time",
        unit="s",
        figures=by_key("seconds"),
        data="cifar",
        rounds=3,
        wanted="88.0 % in 5 minutes; a third of the time of the recipe in plain fp32 PyTorch",
        ways=(
            _ours("cifar"),
            replace(_ours("third", name=f"netwright, {THIRD}"), rounds=1),
            _airbench("the airbench94 recipe, PyTorch, from 4 steps", "pace"),
            _airbench("the airbench94 recipe, PyTorch, from 4 steps", "pace", *FAST),
        ),
    ),
    4: Line(
        question="a step of 784-128-10, batches of 32, Adam; 3,750 steps",
        unit="microseconds",
        figures=by_key("microseconds"),
        data="mnist",
        rounds=5,
        wanted="half of the time of PyTorch by hand, faster than Keras on JAX",
        ways=(
            _ours("steps", "--epochs", "2"),
            _on_torch("torch", "PyTorch by hand", "steps", "--epochs", "2"),
            _on_torch("torch", "PyTorch by hand", "steps", "--epochs", "2", *FAST),
            *(
                _keras(backend, "steps", "--epochs", "2", *words)
                for backend in ("jax", "tensorflow", "torch")
                for words in ((), FAST)
            ),
            *(
                _on_torch(peer, name, "steps", "--epochs", "2", *words)
                for peer, name in (
                    ("skorch", "skorch"),
                    ("lightning", "Lightning"),
                    ("fastai", "fastai"),
                )
                for words in ((), FAST)
            ),
        ),
    ),
    6: Line(
        question="networks of 100 hidden units on digits",
        unit="s",
        figures=by_key("seconds"),
        data="digits",
        rounds=5,
        wanted="5 times scikit-learn at equal accuracy",
        ways=(
            _ours("members", "--epochs", "20", name="netwright, 8 that vote", case="8 that vote"),
            *_sklearn("members", "8 that vote"),
            _ours("folds", "--epochs", "20", name="netwright, 5 folds", case="5 folds"),
            *_sklearn("folds", "5 folds"),
        ),
    ),
    7: Line(
        question="a new process: import, train digits to 97 %, predict, exit",
        unit="s",
        figures=by_key("wall_seconds"),
        data="digits",
        rounds=5,
        wanted="2 times Lightning and Keras on TensorFlow",
        ways=(
            _ours("digits", fresh=True),
            _on_torch("lightning", "Lightning", "digits", "--epochs", "30"),
            _on_torch("lightning", "Lightning", "digits", "--epochs", "30", *FAST),
            _keras("tensorflow", "digits", "--epochs", "30"),
            _keras("tensorflow", "digits", "--epochs", "30", *FAST),
        ),
    ),
}


def measure(number: int, *, rounds: int, tiny: bool) -> None:
    """Run a line, say its rows, keep its answers."""
    line = LINES[number]
    machine = calibration()
    say(line=number, question=line.question, wanted=line.wanted, calibration=machine)
    with tempfile.TemporaryDirectory() as place:
        data = DATA[line.data](Path(place))
        answers = run_rounds(line, data, rounds=rounds, words=TINY if tiny else ())
    rows = table(line, answers)
    for row in rows:
        say(line=number, unit=line.unit, **{name: _short(value) for name, value in row.items()})
    if tiny:
        return
    RESULTS.mkdir(exist_ok=True)
    found = {
        "line": number,
        "question": line.question,
        "wanted": line.wanted,
        "unit": line.unit,
        "day": time.strftime("%Y-%m-%d"),
        "calibration": machine,
        "rows": rows,
        "answers": answers,
    }
    text = json.dumps(found, indent=1)
    (RESULTS / f"line_{number}.json").write_text(text, encoding="utf-8")


def stored() -> dict[int, dict[str, object]]:
    """What earlier runs kept, by line."""
    paths = {number: RESULTS / f"line_{number}.json" for number in LINES}
    return {
        number: json.loads(path.read_text(encoding="utf-8"))
        for number, path in paths.items()
        if path.exists()
    }


def say_memory(*, rounds: int) -> None:
    """Line 8: the peaks of all lines; those that have not been run are run."""
    for number in LINES.keys() - stored().keys():
        measure(number, rounds=rounds, tiny=False)
    for number, found in stored().items():
        for row in found["rows"]:
            say(line=8, of=number, way=row["way"], peak_mib=row["peak_mib"])


def _short(value: object) -> object:
    """Four digits of numbers, of a range's too."""
    if isinstance(value, list):
        return [_short(each) for each in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _digits(folder: Path) -> Path:
    """scikit-learn's digits, a fifth of each kind held out, the same each time."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    digits = load_digits()
    pictures = np.rint(digits.images * (255 / 16)).astype(np.uint8)
    labels = digits.target.astype(np.uint8)
    x, x_test, y, y_test = train_test_split(
        pictures, labels, test_size=0.2, stratify=labels, random_state=0
    )
    np.savez(folder / "digits.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    return folder / "digits.npz"


def _mnist(_: Path) -> Path:
    return data_folder() / "mnist" / "mnist.npz"


def _cifar(folder: Path) -> Path:
    """The JPEG files decoded, which no program's seconds hold."""
    from PIL import Image

    found = {}
    with np.load(data_folder() / "cifar10" / "cifar10_jpeg.npz") as file:
        for part in ("train", "test"):
            joined, ends = file[f"{part}_jpeg"].tobytes(), file[f"{part}_offsets"]
            pictures = (joined[a:b] for a, b in pairwise(ends))
            decoded = [np.asarray(Image.open(BytesIO(each)).convert("RGB")) for each in pictures]
            found |= {f"x_{part}": np.stack(decoded), f"y_{part}": file[f"{part}_labels"]}
    np.savez(folder / "cifar.npz", **found)
    return folder / "cifar.npz"


DATA = {"mnist": _mnist, "digits": _digits, "cifar": _cifar}


def main() -> None:
    parser = argparse.ArgumentParser(description="netwright beside its peers")
    parser.add_argument("line", help=f"page, 8, or one of {', '.join(map(str, LINES))}")
    parser.add_argument("--rounds", type=int, default=0, help="0: as often as the line says")
    parser.add_argument("--tiny", action="store_true")
    asked = parser.parse_args()
    if asked.line == "page":
        write(stored())
    elif asked.line == "8":
        say_memory(rounds=asked.rounds or 1)
    elif asked.line.isdecimal() and int(asked.line) in LINES:
        number = int(asked.line)
        rounds = asked.rounds or (1 if asked.tiny else LINES[number].rounds)
        measure(number, rounds=rounds, tiny=asked.tiny)
    else:
        sys.exit(f"line must be page, 8, or one of {', '.join(map(str, LINES))}; got {asked.line}")


if __name__ == "__main__":
    main()
