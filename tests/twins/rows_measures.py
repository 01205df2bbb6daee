"""Measures, beside netwright's fast ones."""

import numpy as np

from netwright.measures.classification import (
    auc as fast_auc,
)
from netwright.measures.classification import (
    calibration,
    classification_measures,
    confusion,
    majority,
    mean_score,
    per_class,
    share_score,
)
from netwright.measures.classification import log_probabilities as fast_log_probabilities
from netwright.measures.regression import mean_predictor, regression_measures
from netwright.reference.measures import (
    accuracy,
    auc,
    auc_error,
    balanced_accuracy,
    balanced_accuracy_error,
    calibration_bins,
    calibration_error,
    confusion_matrix,
    log_loss,
    log_probabilities,
    majority_baseline,
    mean_absolute_error,
    mean_baseline,
    mean_error,
    mean_squared_error,
    precision_recall_f1,
    r_squared,
    r_squared_error,
    rmse_error,
    rmse_of_logs,
    share_error,
)
from twins.harness import by_value
from twins.measures_cases import (
    BINS,
    baselines,
    by_fifteen,
    classed,
    counts_from,
    least_classes,
    logs,
    means,
    pairs,
    ranked,
    regression,
    row,
    split,
    spread,
)


def score_of(name, *, error=False):
    """One measure of the fast path, from log-odds that lead to the answers."""

    def run(arguments):
        labels = arguments["labels"]
        if "logits" in arguments:
            logits = arguments["logits"]
        else:
            classes = arguments.get("classes", least_classes(labels, arguments["answers"]))
            logits = np.eye(classes)[arguments["answers"]]
        score = classification_measures(logits, labels)[name]
        return score.standard_error if error else score.value

    return run


def regression_of(name, *, error=False, of_logs=False):
    def run(arguments):
        predicted, targets = arguments["predicted"], arguments["targets"]
        if of_logs:
            predicted, targets = np.exp(predicted), np.exp(targets)
        score = regression_measures(predicted, targets)[name]
        return score.standard_error if error else score.value

    return run


def _per_class(labels, answers, classes):
    return per_class(confusion(labels, answers, classes))


def _auc_by_fast(scores, labels):
    return classification_measures(np.stack([-scores / 2, scores / 2], axis=1), labels)["auc"].value


def scores_of_area(area, ones, zeros):
    """Scores whose area is the given one: whole ones above all zeros, one in between, the rest."""
    right = round(2 * area * ones * zeros) / 2
    above, rest = divmod(right, zeros)
    high = [zeros] * int(above) + [rest - 0.5] + [-1.0] * (ones - int(above))
    scores = np.array([*range(zeros), *high[:ones]], dtype=np.float64)
    return scores, np.repeat([0, 1], [zeros, ones])


def _auc_error_by_fast(area, ones, zeros):
    return fast_auc(*scores_of_area(area, ones, zeros)).standard_error


SECOND_SCORE = "float64 on both sides; two log-odds of -s/2 and s/2 differ by s"

FAST_CLASSIFICATION = [
    row(log_probabilities, fast_log_probabilities, by_value(fast_log_probabilities)),
    row(confusion_matrix, confusion, by_value(confusion), case=classed),
    row(
        precision_recall_f1,
        per_class,
        by_value(_per_class),
        case=classed,
        answer=lambda found: {
            name: found[name] for name in ("support", "precision", "recall", "f1")
        },
    ),
    row(
        calibration_bins,
        calibration,
        lambda given: calibration(given["logits"], given["labels"]),
        case=by_fifteen,
        because=BINS,
    ),
    row(
        share_error,
        share_score,
        lambda given: share_score(given["right"] / given["rows"], given["rows"]).standard_error,
    ),
    row(mean_error, mean_score, lambda given: mean_score(given["values"]).standard_error),
    row(auc, fast_auc, lambda given: fast_auc(**given).value, case=ranked),
    row(auc_error, fast_auc, by_value(_auc_error_by_fast), name="auc: standard error"),
    row(majority_baseline, majority, by_value(majority), case=baselines),
    row(accuracy, classification_measures, score_of("accuracy"), name="accuracy", case=pairs),
    row(
        balanced_accuracy,
        classification_measures,
        score_of("balanced_accuracy"),
        name="balanced_accuracy",
        case=pairs,
    ),
    row(
        balanced_accuracy_error,
        classification_measures,
        score_of("balanced_accuracy", error=True),
        name="balanced_accuracy: standard error",
        case=pairs,
    ),
    *(
        row(
            precision_recall_f1,
            classification_measures,
            score_of(name),
            name=name,
            case=classed,
            answer=lambda found, name=name: found[f"macro_{name}"],
        )
        for name in ("precision", "recall", "f1")
    ),
    row(log_loss, classification_measures, score_of("log_loss"), name="log_loss", case=split),
    row(
        calibration_error,
        classification_measures,
        score_of("calibration_error"),
        name="calibration_error",
        case=split,
        because=BINS,
    ),
    row(
        auc,
        classification_measures,
        by_value(_auc_by_fast),
        name="auc",
        case=ranked,
        because=SECOND_SCORE,
    ),
]

FAST_REGRESSION = [
    row(mean_absolute_error, regression_measures, regression_of("mae"), name="mae",
        case=regression),
    *(
        row(mean_squared_error, regression_measures, regression_of(name), name=name,
            case=regression, answer=lambda found, name=name: found[name])
        for name in ("mse", "rmse")
    ),
    row(r_squared, regression_measures, regression_of("r2"), name="r2", case=regression),
    row(rmse_of_logs, regression_measures, regression_of("rmse_log"), name="rmse_log",
        case=counts_from),
    row(rmse_error, regression_measures, regression_of("rmse", error=True),
        name="rmse: standard error", case=spread),
    row(r_squared_error, regression_measures, regression_of("r2", error=True),
        name="r2: standard error", case=spread),
    row(
        rmse_error,
        regression_measures,
        regression_of("rmse_log", error=True, of_logs=True),
        name="rmse_log: standard error",
        case=logs,
        because="float64 on both sides; logarithms of powers come back to a few in 1e16",
    ),
    row(mean_baseline, mean_predictor, by_value(mean_predictor), case=means),
]  # fmt: skip

ROWS = FAST_CLASSIFICATION + FAST_REGRESSION
