"""Bits per character, and perplexity: how surprised a language model is by a text.

With log p_i the logarithm (in nats) of the probability the model gave the i-th character, after
reading those before it,

    bits       = -(1 / n) sum_i log p_i / log 2                                            (1)
    perplexity = exp(-(1 / n) sum_i log p_i) = 2^bits                                      (2)

A perplexity of k is the surprise of an even guess among k. An arithmetic coder with this model
writes the text in n times (1) bits, and 2 more at most. Over words it is bits per word: only texts
cut in the same way compare.

Source: Shannon 1951, "Prediction and entropy of printed English"; Jelinek, Mercer, Bahl & Baker
1977 for perplexity.
"""

import math

import numpy as np

from netwright.reference._arrays import Array, real


def forward(log_probabilities: Array) -> dict[str, float]:
    """The mean surprise, as bits and as a number of even choices: equations (1) and (2).

    Args:
        log_probabilities: (n,), of the characters that came, in nats, at most 0.

    Returns:
        "bits", 0 or more; "perplexity", 1 or more, infinite where float64 does not reach.

    Raises:
        ValueError: if the shape is another, it is empty, or a number is not finite or above 0.

    Example:
        >>> forward(np.log([0.5, 0.125]))  # 1 bit and 3 bits
        {'bits': 2.0, 'perplexity': 4.0}
    """
    logs = real("log_probabilities", log_probabilities, "n")
    if logs.max() > 0:
        raise ValueError(f"log_probabilities must not be above 0, log 1; got {logs.max()}")
    surprise = -float(logs.mean())
    bits = surprise / math.log(2)  # (1)
    return {"bits": bits, "perplexity": 2.0**bits if bits < 1024 else math.inf}  # (2)


def example(rng: np.random.Generator) -> dict[str, Array]:
    """Arguments of ``forward`` for one random case."""
    return {"log_probabilities": -rng.exponential(2.0, size=rng.integers(1, 12))}
