"""Mel spectrogram: frequencies gathered into bands as wide as hearing tells them apart.

HTK's mel scale, K + 1 bins from 0 Hz to half the sampling rate, B bands from lowest to highest:

    mel(f)  = 2595 log10(1 + f / 700),   its inverse f(m) = 700 (10^(m / 2595) - 1)        (1)
    f_b     = f(mel(lowest) + b (mel(highest) - mel(lowest)) / (B + 1)),  b = 0 .. B + 1   (2)
    F_k     = k rate / (2 K),   k = 0, ..., K                                              (3)
    W_kb    = max(0, min((F_k - f_(b-1)) / (f_b - f_(b-1)), (f_(b+1) - F_k) / (f_(b+1) - f_b)))
                for b = 1 .. B: a triangle with peak 1 at f_b, 0 at its neighbours         (4)
    M_ib    = sum_k P_ik W_kb                                                              (5)

The mel scale is straight below about 700 Hz and logarithmic above. The peaks are 1 (HTK); Slaney's
form has another scale and triangles of area 1. A band narrower than a bin may gather nothing: take
fewer bands, or a longer window.

Source: Young et al. 2006, "The HTK book", section 5.4; Stevens, Volkmann & Newman 1937, "A scale
for the measurement of the psychological magnitude pitch", for the scale's idea.
"""

import numpy as np

from netwright.reference._arrays import Array, count, not_negative, positive, real


def forward(
    power: Array,
    *,
    rate: float,
    bands: int = 64,
    lowest: float = 0.0,
    highest: float | None = None,
) -> Array:
    """Gather the bins of a spectrogram: equations (1) to (5).

    Args:
        power: P, (frames, bins), as ``spectrogram`` gives it from windows of even length: at least
            2 bins, the last one half the sampling rate.
        rate: samples per second, in Hz, above 0.
        bands: B, 1 or more.
        lowest: frequency, in Hz, 0 or more.
        highest: frequency, in Hz, above the lowest; None for half the rate.

    Returns:
        M of shape (frames, bands), the unit of power.

    Raises:
        ValueError: if power is not a table of 2 bins or more, is not finite, or a setting is out
            of range.

    Example:
        >>> power = np.array([[1.0, 5.0, 3.0]])  # at 0, 700 and 1400 Hz; the triangle is 0, 1, 1/2
        >>> forward(power, rate=2_800, bands=1, highest=2_100).round(6)
        array([[6.5]])
    """
    power = real("power", power, "frames", "bins")
    rate, bands, lowest = (
        positive("rate", rate),
        count("bands", bands),
        not_negative("lowest", lowest),
    )
    highest = rate / 2 if highest is None else highest
    if power.shape[1] < 2:
        raise ValueError(f"power must have 2 bins or more; got {power.shape[1]}")
    if not lowest < highest < np.inf:
        raise ValueError(f"highest must be a frequency above lowest, {lowest} Hz; got {highest!r}")

    edges = _hertz(np.linspace(_mel(lowest), _mel(highest), bands + 2))  # (2)
    bins = np.linspace(0, rate / 2, power.shape[1])  # (3)
    low, peak, high = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins[:, np.newaxis] - low) / (peak - low)
    falling = (high - bins[:, np.newaxis]) / (high - peak)
    triangles = np.maximum(0.0, np.minimum(rising, falling))  # (4)
    mel: Array = power @ triangles  # (5)
    return mel


def example(rng: np.random.Generator) -> dict[str, Array | float | None]:
    """Arguments of ``forward`` for one random case."""
    rate = float(rng.choice([8_000, 16_000]))
    return {
        "power": rng.exponential(size=(rng.integers(1, 4), rng.integers(2, 20))),
        "rate": rate,
        "bands": int(rng.integers(1, 6)),
        "lowest": float(rng.choice([0.0, 60.0])),
        "highest": rate / 2 if rng.random() < 0.5 else 3_000.0,
    }


def _mel(frequency: float) -> float:
    return 2595 * float(np.log10(1 + frequency / 700))  # (1)


def _hertz(mel: Array) -> Array:
    frequency: Array = 700 * (10 ** (mel / 2595) - 1)  # (1)
    return frequency
