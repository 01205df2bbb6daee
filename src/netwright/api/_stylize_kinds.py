"""Of which kind each setting of ``stylize`` must be, before anything compares or counts with it."""

from collections.abc import Callable
from pathlib import Path

from netwright.errors import SettingError

WORD = "a string"
YES_NO = "True or False"
WHOLE = "a whole number"
NUMBER = "a number"
WHOLES = "a tuple or list of whole numbers"
WORDS = "a tuple or list of strings"

KINDS = {
    "features": WORD,
    "content_layers": WORDS,
    "style_layers": WORDS,
    "content_weight": NUMBER,
    "style_weight": NUMBER,
    "smooth": NUMBER,
    "average_pools": YES_NO,
    "keep_colours": YES_NO,
    "sizes": WHOLES,
    "evaluations": WHOLES,
    "noise": NUMBER,
    "style_scale": NUMBER,
    "optimiser": WORD,
    "rate": NUMBER,
    "half": YES_NO,
    "seed": WHOLE,
}


def expect_kind(name: str, value: object) -> None:
    """Make sure that a setting is of the kind it must be.

    Args:
        name: of the setting.
        value: as it was given.

    Raises:
        SettingError: if it is of another kind.
    """
    kind = KINDS[name]
    if not _FITS[kind](value):
        raise SettingError(name, value, wanted=kind)


def expect_path(name: str, value: object) -> Path:
    """Make sure that a path can be made of what was given.

    Args:
        name: what it is called where it was given.
        value: as it was given.

    Returns:
        The path.

    Raises:
        SettingError: if it is neither a string nor a path.
    """
    if not isinstance(value, str | Path):
        raise SettingError(name, value, wanted="a path, as a string or a pathlib.Path")
    return Path(value)


def _is_word(value: object) -> bool:
    return isinstance(value, str)


def _is_yes_no(value: object) -> bool:
    return isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: object) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _all(fits: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: isinstance(value, tuple) and all(fits(one) for one in value)


_FITS: dict[str, Callable[[object], bool]] = {
    WORD: _is_word,
    YES_NO: _is_yes_no,
    WHOLE: _is_whole,
    NUMBER: _is_number,
    WHOLES: _all(_is_whole),
    WORDS: _all(_is_word),
}
