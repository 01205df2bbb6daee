"""Everything about the user's settings that can be wrong before the data are opened."""

from collections.abc import Mapping

from netwright.artefacts import has_tensorboard
from netwright.errors import RecipeError, SettingError
from netwright.models import nearest_network
from netwright.recipe import mistakes_in
from netwright.tasks import task_named


def check_user_settings(user: Mapping[str, object]) -> None:
    """Refuse settings that cannot work, all of them at once.

    Args:
        user: setting -> value, as the user gave it.

    Raises:
        RecipeError: one sentence for each mistake.
    """
    mistakes = mistakes_in(user)
    for name, look_up in (("task", task_named), ("model", nearest_network)):
        value = user.get(name)
        if isinstance(value, str) and value not in ("", "auto"):
            try:
                look_up(value)
            except SettingError as error:
                mistakes.append(str(error).replace("\n", " (") + (")" if error.hint else ""))
    if "epochs" in user and "minutes" in user:
        mistakes.append("epochs must be left out where minutes are given; got both")
    if user.get("tensorboard") is True and not has_tensorboard():
        mistakes.append("tensorboard must be installed to be true; got none (netwright[track])")
    if mistakes:
        raise RecipeError(sorted(mistakes))
