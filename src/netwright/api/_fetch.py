"""What comes from outside: data sets by name, and foreign weights."""

from pathlib import Path

from netwright import artefacts, data
from netwright.artefacts import Imported


def get(name: str, *, base_url: str | None = None) -> Path:
    """Fetch a data set into the user's cache; see ``netwright.data.get``."""
    return data.get(name, base_url=base_url)


def import_weights(path: str | Path, out: str | Path | None = None) -> Imported:
    """Turn foreign weights into safetensors; see ``netwright.artefacts.import_weights``."""
    return artefacts.import_weights(Path(path), None if out is None else Path(out))
