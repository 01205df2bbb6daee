"""scikit-learn's MLPClassifier, 100 hidden units, on standardised digits.

    members  8 networks that vote by their mean probabilities; accuracy on the test rows
    folds    5-fold cross-validation of one network, all rows; mean accuracy

``--tuned``: ``n_jobs=-1``, a process for each core.
"""

import time

import numpy as np
from asked import Asked, Facts, answer
from sklearn.ensemble import VotingClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

MEMBERS, FOLDS = 8, 5


def members(asked: Asked) -> Facts:
    began = time.perf_counter()
    x, y, x_test, y_test = asked.arrays()
    first = asked.seed * MEMBERS
    networks = [(f"network {n}", _network(first + n)) for n in range(MEMBERS)]
    vote = VotingClassifier(networks, voting="soft", n_jobs=-1 if asked.tuned else None)
    vote.fit(x.reshape(len(x), -1), y)
    seconds = time.perf_counter() - began
    return {
        "seconds": seconds,
        "accuracy": float(vote.score(x_test.reshape(len(x_test), -1), y_test)),
    }


def folds(asked: Asked) -> Facts:
    began = time.perf_counter()
    x, y, x_test, y_test = asked.arrays()
    x, y = np.concatenate((x, x_test)), np.concatenate((y, y_test))
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=asked.seed)
    scores = cross_val_score(
        _network(asked.seed),
        x.reshape(len(x), -1),
        y,
        cv=split,
        n_jobs=-1 if asked.tuned else None,
    )
    return {"seconds": time.perf_counter() - began, "accuracy": float(scores.mean())}


def _network(seed: int) -> Pipeline:
    return make_pipeline(StandardScaler(), MLPClassifier((100,), random_state=seed))


if __name__ == "__main__":
    answer({"members": members, "folds": folds}, ("scikit-learn",))
