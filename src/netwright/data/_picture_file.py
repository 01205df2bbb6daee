"""One picture from one file, for what takes single pictures: style transfer, a prediction.

Upright, on white, as every other picture (``_decode.py``).
"""

from pathlib import Path

from netwright.data._classes import shown
from netwright.data._decode import decode_picture
from netwright.data._form import in_channels
from netwright.data._picture_source import Pixels
from netwright.errors import DataError, SettingError


def read_picture(path: str | Path, *, channels: int = 3) -> Pixels:
    """Read and decode one picture.

    Args:
        path: of the file.
        channels: 1 or 3; grey is repeated, colour turned into its light.

    Returns:
        uint8 (h, w, channels).

    Raises:
        DataError: if there is no such file, it cannot be read, or is no whole picture.
        SettingError: if ``channels`` is neither 1 nor 3.
    """
    if channels not in (1, 3):
        raise SettingError("channels", channels, wanted="1 for grey or 3 for colour")
    name = shown(str(path))
    try:
        data = Path(path).expanduser().read_bytes()
    except (OSError, RuntimeError) as error:
        raise DataError(
            f"{name} must be a picture that can be read; got: "
            f"{getattr(error, 'strerror', None) or error}"
        ) from error
    return in_channels(decode_picture(data, name=name), channels)
