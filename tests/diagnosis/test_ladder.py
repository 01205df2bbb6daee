"""The verdict on bare figures, and on models that really have what it names."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_digits, make_circles, make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import PolynomialFeatures

from netwright.diagnosis._ladder import ladder
from netwright.diagnosis._strategy_bayes import nearest_bayes, noise_bayes
from netwright.diagnosis._strategy_labels import check_labels, labels_judged
from netwright.diagnosis._strategy_slices import slice_errors, slices_judged

# figures as books and people give them, and the codes they deserve: the first one must be first
CASES = {
    "more data or less network": ({"human": 0, "train": 1, "train_dev": 5, "dev": 5}, "VARIANCE"),
    "a small network": ({"human": 0, "train": 15, "dev": 16}, "AVOIDABLE_BIAS"),
    "bias, then mismatch": (
        {"human": 0, "train": 10, "train_dev": 11, "dev": 20},
        "AVOIDABLE_BIAS DATA_MISMATCH",
    ),
    "people do no better": ({"human": 7.5, "train": 8, "train_dev": None, "dev": 10}, "VARIANCE"),
    "people do much better": ({"human": 0, "train": 8, "dev": 10}, "AVOIDABLE_BIAS VARIANCE"),
    "a tenth of dev is no gap": ({"human": 0, "train": 1, "train_dev": 9, "dev": 10}, "VARIANCE"),
    "mismatch": ({"human": 0, "train": 1, "train_dev": 1.5, "dev": 10}, "DATA_MISMATCH"),
    "dev is easier than train": (
        {"human": 4, "train": 7, "train_dev": 10, "dev": 6, "test": 6},
        "AVOIDABLE_BIAS VARIANCE",
    ),
    "dev is overfitted": ({"human": 4, "train": 4.2, "dev": 5, "test": 9}, "DEV_OVERFIT"),
    "few dev examples": (
        {"human": 0, "train": 8, "dev": 10, "n_train": 100_000, "n_dev": 100},
        "AVOIDABLE_BIAS NOT_ESTABLISHED",
    ),
    "better than people": ({"human": 1, "train": 0.3, "dev": 0.4}, "BAYES_UNKNOWN"),
    "overfitted below people": ({"human": 2, "train": 0.1, "dev": 9}, "VARIANCE"),
    "accuracy of the majority": (
        {"majority": 97, "train_acc": 97.1, "dev_acc": 97.0},
        "WRONG_METRIC IMBALANCE",
    ),
    "few wrong labels": ({"dev_err": 10, "mislabelled_share": 0.06}, "NOT_LABELS"),
    "many wrong labels": ({"dev_err": 2, "mislabelled_share": 0.3}, "FIX_DEV_LABELS"),
    "a flat learning curve": (
        {"human": 2, "err_by_n": {"100": [20, 23], "400": [20.5, 22], "1600": [21, 21.8]}},
        "AVOIDABLE_BIAS",
    ),
    "a steep learning curve": (
        {"human": 2, "err_by_n": {"100": [0.1, 30], "400": [0.5, 19], "1600": [1, 12]}},
        "MORE_DATA VARIANCE",
    ),
    "noise that cannot be learned": (
        {"human": 10, "train": 10.3, "dev": 10.4, "test": 10.6},
        "NONE",
    ),
    "the same, told to be perfect": (
        {"human": 0, "train": 10.3, "dev": 10.4, "test": 10.6},
        "AVOIDABLE_BIAS",
    ),
}


@pytest.mark.parametrize(("numbers", "wanted"), CASES.values(), ids=CASES)
def test_bare_figures_get_the_verdict_they_deserve(numbers, wanted):
    first, *others = wanted.split()
    answer = ladder(**numbers)
    assert answer.cause == first
    assert set(others) <= set(answer.causes)
    assert answer.first.evidence
    assert answer.first.advice
    assert answer.text().startswith(f"{first} ({answer.group})")
    assert str(answer) == answer.text()


def test_the_catalogue_of_figures_gets_its_verdicts(shared_data):
    catalogue = shared_data.parent / "coach_cases" / "strategy_dev.json"
    if not catalogue.is_file():
        pytest.skip(f"no catalogue: {catalogue} is not there")
    wrong = {
        case["id"]: (answer.causes, case["ground_truth"])
        for case in json.loads(catalogue.read_text(encoding="utf-8"))
        if not set(case["ground_truth"]) <= set((answer := ladder(**case["numbers"])).causes)
        or answer.cause not in case["ground_truth"]
    }
    assert wrong == {}


@given(st.lists(st.floats(0, 1), min_size=5, max_size=5), st.integers(1, 10**6) | st.none())
def test_every_set_of_figures_has_an_answer_whatever_the_unit(errors, count):
    rungs = dict(zip(("human", "train", "train_dev", "dev", "test"), errors, strict=True))
    counts = {} if count is None else dict.fromkeys(rungs, count)
    answer = ladder(**rungs, counts=counts, unit="fraction")
    percent = {rung: 100 * error for rung, error in rungs.items()}
    assert ladder(**percent, counts=counts, unit="percent").cause == answer.cause
    assert answer.first.health == ("healthy" if answer.cause == "NONE" else answer.first.health)
    assert answer.first in answer.verdicts
    assert answer.health == answer.first.health
    if answer.first.health == "ill":
        assert answer.first.statistic > answer.first.threshold


# real models


def error(model, x, y):
    return float((model.predict(x) != y).mean())


def digits(seed=0):
    data = load_digits()
    order = np.random.default_rng(seed).permutation(len(data.target))
    return data.data[order] / 16, data.target[order]


def test_a_straight_line_around_a_circle_is_bias_and_a_bend_mends_it():
    x, y = make_circles(3000, noise=0.08, factor=0.5, random_state=0)
    counts = {"train": 1000, "dev": 2000}
    line = LogisticRegression().fit(x[:1000], y[:1000])
    figures = {"train": error(line, x[:1000], y[:1000]), "dev": error(line, x[1000:], y[1000:])}
    assert ladder(human=0.01, **figures, counts=counts).cause == "AVOIDABLE_BIAS"
    # without being told: the nearest neighbours know that far less is possible
    assert ladder(**figures, counts=counts).cause == "BAYES_UNKNOWN"
    level = nearest_bayes(x[:1000], y[:1000])
    assert ladder(**figures, counts=counts, bayes=level).cause == "AVOIDABLE_BIAS"
    bent = PolynomialFeatures(2).fit_transform(x)
    curve = LogisticRegression().fit(bent[:1000], y[:1000])
    assert error(curve, bent[1000:], y[1000:]) < 0.02


def test_sixty_digits_are_variance_and_more_of_them_help():
    x, y = digits()
    dev = slice(1000, 1450)
    curve = {}
    for size in (60, 240, 960):
        model = MLPClassifier((256, 256), max_iter=40, random_state=0, tol=0, n_iter_no_change=99)
        with pytest.warns(UserWarning, match="Maximum iterations"):
            model.fit(x[:size], y[:size])
        curve[size] = (error(model, x[:size], y[:size]), error(model, x[dev], y[dev]))
    train, found = curve[60]
    alone = ladder(human=0.01, train=train, dev=found, counts={"train": 60, "dev": 450})
    assert alone.cause == "VARIANCE"
    assert curve[60][1] > curve[240][1] > curve[960][1]
    known = ladder(human=0.001, err_by_n=curve, counts={"dev": 450})
    assert known.cause == "MORE_DATA"
    assert "VARIANCE" in known.causes


def test_flipped_labels_are_no_bias_for_who_knows_of_them():
    x, y = make_classification(
        12_000, 10, n_informative=10, n_redundant=0, n_clusters_per_class=1, class_sep=4,
        flip_y=0, random_state=0,
    )  # fmt: skip
    flipped = y ^ (np.random.default_rng(1).random(len(y)) < 0.1)
    model = LogisticRegression().fit(x[:6000], flipped[:6000])
    figures = {
        name: error(model, x[rows], flipped[rows])
        for name, rows in {"train": slice(6000), "dev": slice(6000, 9000)}.items()
    }
    figures["test"] = error(model, x[9000:], flipped[9000:])
    counts = {"train": 6000, "dev": 3000, "test": 3000}
    assert ladder(human=0.1, **figures, counts=counts).cause == "NONE"
    assert ladder(human=0.0, **figures, counts=counts).cause == "AVOIDABLE_BIAS"
    check = check_labels(model.predict_proba(x[6000:9000]), flipped[6000:9000])
    level = noise_bayes(check.noise, check.rows)
    assert level.low == level.high == pytest.approx(0.1, abs=0.015)
    assert ladder(human=0.0, bayes=level, **figures, counts=counts).cause == "NONE"


def worsened(x, rng):
    pictures = x.reshape(-1, 8, 8)
    blurred = sum(np.roll(pictures, move, axis) for move in (-1, 0, 1) for axis in (1, 2)) / 6
    return np.roll(blurred, 1, axis=2).reshape(len(x), 64) + 0.4 * rng.normal(size=x.shape)


def test_blurred_dev_pictures_are_a_mismatch_and_training_on_such_mends_it():
    x, y = digits()
    rng = np.random.default_rng(0)
    bad = worsened(x, rng)
    model = LogisticRegression(max_iter=200).fit(x[:800], y[:800])
    figures = {
        "train": error(model, x[:800], y[:800]),
        "train_dev": error(model, x[800:1200], y[800:1200]),
        "dev": error(model, bad[1200:], y[1200:]),
    }
    counts = {"train": 800, "train_dev": 400, "dev": 597}
    assert ladder(human=0.0, **figures, counts=counts).cause == "DATA_MISMATCH"
    mended = LogisticRegression(max_iter=400).fit(worsened(x[:800], rng), y[:800])
    assert error(mended, bad[1200:], y[1200:]) < 0.7 * figures["dev"]


def test_the_best_of_300_on_forty_pictures_is_an_overfitted_dev_set():
    x, y = digits()
    rng = np.random.default_rng(0)
    wrong = []
    for _ in range(300):  # random features: none of them is better than another
        hidden = np.maximum(x[:997] @ rng.normal(size=(64, 30)) - 1, 0)
        means = np.stack([hidden[840:][y[840:997] == digit].mean(axis=0) for digit in range(10)])
        distances = ((hidden[:840, None] - means) ** 2).sum(axis=2)
        wrong.append(distances.argmin(axis=1) != y[:840])
    best = min(wrong, key=lambda rows: rows[:40].sum())
    figures = {"dev": float(best[:40].mean()), "test": float(best[40:].mean())}
    answer = ladder(**figures, counts={"dev": 40, "test": 800}, looks=300)
    assert answer.cause == "DEV_OVERFIT"
    assert "the best of 300 on dev looks up to" in answer.first.evidence[1]
    assert answer.first.evidence[1].endswith("that explains the whole gap")


def test_turned_digits_are_the_slice_that_makes_the_errors():
    x, y = digits()
    turned = np.random.default_rng(0).random(len(y)) < 0.1
    x[turned] = np.rot90(x[turned].reshape(-1, 8, 8), axes=(1, 2)).reshape(-1, 64)
    plain = ~turned & (np.arange(len(y)) < 900)
    model = LogisticRegression(max_iter=200).fit(x[plain], y[plain])
    wrong = model.predict(x[900:]) != y[900:]
    tags = {"turned": turned[900:], **{f"digit {d}": y[900:] == d for d in range(10)}}
    parts = slice_errors(wrong, tags)
    assert parts[0].name == "turned"
    assert parts[0].ceiling == pytest.approx((wrong & turned[900:]).mean())
    assert parts[0].interval[0] > 0.5
    verdict = slices_judged(parts, int(wrong.sum()))
    assert (verdict.health, verdict.cause) == ("ill", "SLICE")
    assert "turned" in verdict.evidence[0]


def test_wrong_dev_labels_are_found_and_come_before_variance():
    x, y = digits()
    rng = np.random.default_rng(0)
    model = LogisticRegression(max_iter=200).fit(x[:900], y[:900])
    dev, said = x[900:], y[900:].copy()
    flip = rng.random(len(said)) < 0.15
    said[flip] = (said[flip] + rng.integers(1, 10, flip.sum())) % 10
    clean = labels_judged(check_labels(model.predict_proba(dev), y[900:]))
    assert clean.health == "healthy"
    check = check_labels(model.predict_proba(dev), said)
    assert (labels_judged(check).cause, check.noise) == (
        "FIX_DEV_LABELS",
        pytest.approx(0.15, abs=0.03),
    )
    assert flip[check.suspects[:100]].mean() > 0.9
    figures = {"train": error(model, x[:900], y[:900]), "dev": error(model, dev, said)}
    share = float((flip & (model.predict(dev) != said)).sum() / (model.predict(dev) != said).sum())
    assert ladder(human=0.0, **figures).cause == "VARIANCE"
    assert ladder(human=0.0, **figures, mislabelled_share=share).cause == "FIX_DEV_LABELS"


def test_sixty_dev_pictures_cannot_show_a_gap_of_a_point():
    counts = {"train": 50_000, "dev": 60}
    answer = ladder(human=0.05, train=0.05, dev=0.06, counts=counts)
    assert answer.cause == "NOT_ESTABLISHED"
    needed = answer.gaps[1].needed
    assert needed == pytest.approx(0.06 * 0.94 * (2 / 0.01) ** 2, rel=0.06)
    assert f"{needed} dev examples needed, 60 there" in answer.first.evidence[1]
    assert f"on {needed} dev examples" in answer.first.advice[0].action
    enough = ladder(human=0.05, train=0.05, dev=0.06, counts={**counts, "dev": needed})
    assert enough.cause == "VARIANCE"
