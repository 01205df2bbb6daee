"""Pictures that do not decode: counted by class, left out, and too many of them an error.

A picture is left out by its row, with what the decoder said. No class is ever left without a
picture: that is an error however many damaged pictures are allowed.
"""

from collections import Counter
from collections.abc import Mapping

from netwright.data._classes import listed, natural_key, shown
from netwright.data._picture_source import PictureSource
from netwright.errors import DataError, SettingError

Quarantined = tuple[tuple[str, str, str], ...]


def quarantined(source: PictureSource, reasons: Mapping[int, str], *, allow: float) -> Quarantined:
    """Name the pictures that do not decode, if they are few enough to go on without them.

    Args:
        source: all pictures.
        reasons: row -> why it does not decode.
        allow: the share of all pictures that may be damaged, 0 to 1.

    Returns:
        Name, class and reason of each, in order of the rows.

    Raises:
        SettingError: if ``allow`` is no share.
        DataError: if more are damaged, or a class has no picture left.
    """
    if not 0.0 <= allow <= 1.0:
        raise SettingError("damaged", allow, wanted="a share from 0 to 1")
    rows = sorted(reasons)
    damaged = tuple((source.names[row], source.labels[row], reasons[row]) for row in rows)
    if len(rows) > allow * source.count:
        share = len(rows) / source.count
        first = "; ".join(f"{shown(name)}: {reason}" for name, _, reason in damaged[:3])
        raise DataError(
            f"{source.path} must have at most {allow:.2%} damaged pictures; got {len(rows):,} of "
            f"{source.count:,} ({share:.2%}): {per_class(damaged)}. The first: {first}",
            hint=f"repair or remove them, or go on without them with --set damaged="
            f"{_allowing(share)}",
        )
    totals = Counter(source.labels)
    lost = Counter(label for _, label, _ in damaged)
    gone = [name for name in source.classes if lost[name] == totals[name]]
    if gone:
        raise DataError(
            f"{source.path} must have a whole picture of every class; got only damaged ones of "
            f"{listed(gone)}",
            hint="repair or replace them, or remove the class",
        )
    return damaged


def per_class(damaged: Quarantined) -> str:
    """Write how many pictures of each class are damaged: "3 of cat, 1 of dog"."""
    counts = Counter(label for _, label, _ in damaged)
    return ", ".join(
        f"{counts[label]:,} of {shown(label)}" for label in sorted(counts, key=natural_key)
    )


def _allowing(share: float) -> float:
    """Round a share up to whole hundredths, so that it lets these pictures through."""
    return min(1.0, max(0.05, (int(share * 100) + 1) / 100))
