"""Spectrogram: how strong each frequency is in a sound, from moment to moment.

With windows of N samples that start H samples apart, and the power of frequency f rate / N in the
window that starts at sample H i (j below is the imaginary unit):

    g_k  = 1/2 - 1/2 cos(2 pi k / N),   k = 0, ..., N - 1        (Hann's window)           (1)
    X_if = sum_k g_k x_(H i + k) exp(-2 pi j f k / N),   f = 0, ..., floor(N / 2)          (2)
    P_if = |X_if|^2                                                                        (3)

Only whole windows are taken: 1 + floor((samples - N) / H) frames. The window fades the ends, since
a tone that is cut off sharply would show frequencies it does not have. Long windows tell
frequencies apart better, short ones moments.

Source: Allen & Rabiner 1977, "A unified approach to short-time Fourier analysis and synthesis";
Harris 1978, "On the use of windows for harmonic analysis", for (1), in its periodic form.
"""

import numpy as np

from netwright.reference._arrays import Array, count, real


def forward(samples: Array, *, window: int = 512, hop: int = 256) -> Array:
    """Power over time and frequency: equations (1) to (3).

    Args:
        samples: x, (samples,), any unit; one window or more.
        window: N, 2 or more samples.
        hop: H, 1 or more samples.

    Returns:
        P of shape (frames, 1 + floor(window / 2)), the squared unit of the samples, 0 or more.

    Raises:
        ValueError: if there are fewer samples than a window, one is not finite, or a setting is
            out of range.

    Example:
        >>> forward(np.ones(8), window=4, hop=4).round(6)  # a constant: frequency 0, and its fringe
        array([[4., 1., 0.],
               [4., 1., 0.]])
    """
    samples = real("samples", samples, "samples")
    window, hop = count("window", window, least=2), count("hop", hop)
    if samples.size < window:
        raise ValueError(f"samples must be as many as a window, {window}; got {samples.size}")

    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(window) / window)  # (1)
    starts = range(0, samples.size - window + 1, hop)
    frames = np.stack([samples[start : start + window] for start in starts])
    spectrum = np.fft.rfft(hann * frames, axis=1)  # (2)
    return np.abs(spectrum) ** 2  # (3)


def example(rng: np.random.Generator) -> dict[str, Array | int]:
    """Arguments of ``forward`` for one random case."""
    window = int(rng.integers(2, 20))
    return {
        "samples": rng.normal(size=window + rng.integers(0, 40)),
        "window": window,
        "hop": int(rng.integers(1, 12)),
    }
