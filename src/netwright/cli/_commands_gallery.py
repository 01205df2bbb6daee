"""The command on the people a run of verification knows by name."""

from pathlib import Path
from typing import Literal

from netwright.cli._app import app
from netwright.cli._options import Json
from netwright.cli._output import Output, plain
from netwright.errors import UsageError


@app.command
def gallery(
    action: Literal["add", "remove", "list"],
    run: Path,
    name: str | None = None,
    /,
    *pictures: Path,
    json: Json = False,
) -> None:
    """Add, remove or list the people a run of verification knows by name.

    Parameters
    ----------
    action
        add NAME PICTURE..., remove NAME, or list.
    run
        The run's folder; the gallery lies beside it, and nothing is trained again.
    name
        Of a person, new or known already.
    pictures
        Of that person, one or more, or folders of them.
    """
    _expect_words(action, run, name, pictures)
    from netwright import api

    found = api.Gallery(run)
    if action == "add" and name is not None:
        found.add(name, *pictures)
    elif action == "remove" and name is not None:
        found.remove(name)
    Output(as_json=json).result(found.summary(), _people(found.names))


def _expect_words(action: str, run: Path, name: str | None, pictures: tuple[Path, ...]) -> None:
    """Refuse what an action lacks, or what it would not use."""
    if action == "add" and not pictures:
        raise UsageError(
            "PICTURES must be pictures of one person, or a folder of them; got nothing",
            hint=f"try: netwright gallery add {run} {name or 'NAME'} FILE",
        )
    if action == "remove" and (name is None or pictures):
        raise UsageError(
            f"NAME must be one name to remove; got {len(pictures) + (name is not None)} words",
            hint=f"netwright gallery list {run} names them",
        )
    if action == "list" and name is not None:
        raise UsageError(
            f"NAME must be left out to list; got {name!r}",
            hint=f"try: netwright gallery list {run}",
        )


def _people(names: dict[str, int]) -> str:
    if not names:
        return "nobody is known yet"
    lines = (f"{plain(name)}  {count} picture{'s'[: count != 1]}" for name, count in names.items())
    return "\n".join(lines)
