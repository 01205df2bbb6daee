"""The graph of an explained network as a picture in a file."""

from pathlib import Path

from netwright import store
from netwright.api._explain import Explanation
from netwright.errors import SettingError, StorageError
from netwright.report import graph_file, graph_nodes, graph_words


def explain_picture(explanation: Explanation, file: str | Path) -> Path:
    """Draw a network's graph: a box for each row of the explanation, an arrow for what it takes.

    Args:
        explanation: of the network.
        file: ends in .svg; a file that is there already is replaced. Its folder exists.

    Returns:
        The file.

    Raises:
        SettingError: if the file ends otherwise.
        StorageError: if it cannot be written; what was there is still there.
    """
    path = Path(file)
    if path.suffix.lower() != ".svg":
        raise SettingError("file", str(file), wanted="a file ending in .svg")
    layers = explanation.layers
    try:
        store.write_text(path, graph_file(graph_words(layers), graph_nodes(layers)))
    except StorageError as error:  # its own next step is one for a training
        raise StorageError(error.message, hint="choose another place for the picture") from error
    return path
