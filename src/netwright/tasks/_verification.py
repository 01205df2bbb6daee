"""Verification: do two pictures show the same person, or the same of anything?

picture      uint8 (n, c, side, side)                    data, stored form
   |         prepare: augment, (x - mean) / std
embeddings   (n, d), near for the same                   models
   |         a margin, triplets or pairs                 objectives
score        of two embeddings, larger for more alike
   |         a probability, and a threshold, both fitted on people never trained on
answer       the same or not

People are split, not pictures: those of val and test are never seen in training. "label" says who
is on a picture; those who are trained on are numbered first, in the order of ``people``.

    score = e_a . e_b, a cosine; with siamese bias - sum_j |e_aj - e_bj|, log-odds           (1)
    e     = of several members (e_1, ..., e_m) / sqrt(m), so that (1) is the mean of theirs   (2)

In eval mode the network gives embeddings alone, so that the loss of people it has never seen is
one of pairs, the same for all splits: ``contrastive`` where the training is by a margin.
"""

import math
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from netwright.contracts import Arrays, Batch, Score
from netwright.measures.verification import accepted_at, verification_measures
from netwright.models import Embedder, Ensemble, PictureInput, make_network
from netwright.objectives import (
    contrastive,
    margin_softmax,
    semi_hard_triplet,
    siamese_similarity,
)
from netwright.tasks._verification_pairs import (
    batch_pairs,
    each_with_each,
    fitted_probability,
    pairs_of,
)
from netwright.tasks._verification_settings import VerificationSettings

HEADS: dict[str, Any] = {"margin": "cosines", "siamese": "difference"}
APART = 1.0  # distance from which other pairs cost nothing in the loss of eval mode


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification(VerificationSettings):
    """The task; its settings are those of ``VerificationSettings``."""

    name: ClassVar[str] = "verification"
    what: ClassVar[str] = "the same person, or thing, on two pictures or not"

    def model(self) -> nn.Module:
        """A fresh network; the caller has seeded torch's generator."""
        members = [self._member() for _ in range(self.members)]
        return members[0] if self.members == 1 else Ensemble(members)

    def _member(self) -> Embedder:
        shape = PictureInput(channels=self.channels, side=self.side)
        network = make_network(self.network, shape, self.dims, replace(self.size, members=1))
        head = HEADS.get(self.objective, "none")
        return Embedder(network, self.dims, head=head, classes=len(self.people))

    def loss(self, output: Tensor, batch: Batch) -> Tensor:
        """The objective's mean; of pairs alone where a margin was learned and training is over."""
        if output.dim() == 3:  # (n, m, ...) of several members: each learns as if it were alone
            return torch.stack([self.loss(one, batch) for one in output.unbind(dim=1)]).mean()
        labels = batch["label"]
        if self.objective == "margin" and output.shape[1] > self.dims:
            cosines, how = output[:, self.dims :], {"margin": self.margin, "angle": self.angle}
            return margin_softmax(cosines, labels, scale=self.scale, **how)
        if self.objective == "triplet":
            return semi_hard_triplet(output, labels, margin=self.margin)
        same, shares = batch_pairs(labels)
        a, b = each_with_each(output[:, : self.dims])
        if self.objective == "siamese":
            weights, bias = -torch.ones_like(a[0]), output[0, self.dims]
            return siamese_similarity(a, b, weights, bias, same, shares=shares)
        margin = self.margin if self.objective == "contrastive" else APART
        return contrastive(a, b, same, margin=margin, shares=shares)

    def combine(self, output: Tensor) -> Tensor:
        """One embedding of several looks or members: (n, v, d) -> (n, d).

        Of looks it is their mean, of length 1 again; of m members all their numbers: (2).
        """
        if output.dim() == 2:
            return output
        if self.members > 1 and output.shape[2] == self.dims:
            return output.flatten(1) / math.sqrt(output.shape[1])  # (2)
        mean = output.float().mean(dim=1)
        return mean if self.objective == "siamese" else nn.functional.normalize(mean, dim=1)

    def scores(self, a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.float64]:
        """Equation (1).

        Args:
            a: combined outputs (p, d).
            b: those of the pictures they are compared with, (p, d), or (1, d).

        Returns:
            (p,), larger for more alike.
        """
        if self.objective != "siamese":
            return np.asarray((a * b).sum(axis=1), dtype=np.float64)  # (1)
        apart = np.abs(a[:, : self.dims] - b[:, : self.dims]).sum(axis=1)
        return np.asarray(a[:, self.dims] - apart, dtype=np.float64)  # (1)

    def probabilities(self, scores: NDArray[np.floating]) -> NDArray[np.float64]:
        """Of the same, for scores; where the same and others are as likely beforehand."""
        odds = np.clip(self.slope * scores + self.offset, -700.0, 700.0)
        return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float64)

    def decided(self, output: NDArray[Any], arrays: Arrays, *, far: float = 0.01) -> "Verification":
        """The task with threshold and probability fitted to people it was not trained on.

        Args:
            output: combined outputs of their pictures, (n, d).
            arrays: the stored rows, with "label".
            far: the largest share of pairs of two people that may be called the same.

        Returns:
            The same task with another threshold, slope and offset.

        Raises:
            DataError: if no pair shows one person, or none shows two.
        """
        scores, first, second = self._scored(output, arrays["label"])
        verification_measures(scores, first, second)  # refuses what has no pairs
        same = first == second
        threshold, _ = accepted_at(scores, same, far=far)
        if not math.isfinite(threshold):  # even the best score is of two people
            threshold = float(np.nextafter(scores.max(), math.inf))
        slope, offset = fitted_probability(scores, same)
        return replace(self, threshold=threshold, slope=slope, offset=offset)

    def measures(self, output: NDArray[Any], arrays: Arrays) -> dict[str, Score]:
        """Every measure of a split: combined outputs (n, d) and the stored rows with "label"."""
        return verification_measures(*self._scored(output, arrays["label"]))

    def losses(self, output: NDArray[Any], arrays: Arrays) -> NDArray[np.float64]:
        """The most alike other person less the least alike picture of the same one; (n,)."""
        scores, first, second = self._scored(output, arrays["label"])
        rows = np.concatenate(pairs_of(arrays["label"]))
        both, same = np.tile(scores, 2), np.tile(first == second, 2)
        other = np.full(len(output), float(scores.min()))
        own = np.full(len(output), float(scores.max()))
        np.maximum.at(other, rows[~same], both[~same])
        np.minimum.at(own, rows[same], both[same])
        return np.asarray(other - own)

    def trivial(self, train: Arrays, arrays: Arrays) -> dict[str, float]:
        """The measures of finding all pairs equally alike."""
        del train
        first, second = (arrays["label"][rows] for rows in pairs_of(arrays["label"]))
        found = verification_measures(np.zeros(len(first)), first, second)
        return {name: score.value for name, score in found.items()}

    def answers(self, output: NDArray[Any]) -> list[dict[str, object]]:
        """For each picture the most alike of the others, and whether it shows the same."""
        found: list[dict[str, object]] = []
        for number, row in enumerate(output):
            scores = self.scores(output, row[None])
            scores[number] = -math.inf
            best = int(scores.argmax())
            found.append({} if len(output) < 2 else {"like": best, **self.answer(scores[best])})
        return found

    def answer(self, score: float) -> dict[str, object]:
        """The same or not: "same", its "probability", the "score" and the "threshold"."""
        return {
            "same": bool(score >= self.threshold),
            "probability": float(self.probabilities(np.array([score]))[0]),
            "score": float(score),
            "threshold": self.threshold,
        }

    def settings(self) -> dict[str, Any]:
        """Plain values; ``Verification(**settings)`` is the same task."""
        return asdict(self)

    def _scored(
        self, output: NDArray[Any], labels: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]:
        """Scores of pairs, and who is on either side."""
        first, second = pairs_of(labels)
        return self.scores(output[first], output[second]), labels[first], labels[second]
