"""Everything about the user's settings that can be wrong before the data are opened."""

from collections.abc import Callable, Mapping

from netwright.api._transfer_weights import expect_pretrained
from netwright.artefacts import has_tensorboard
from netwright.errors import RecipeError, SettingError
from netwright.models import nearest_activation, nearest_network, nearest_start
from netwright.recipe import NOTHING_FROZEN, mistakes_in
from netwright.tasks import augmentation_from, task_named

LOOK_UPS: Mapping[str, Callable[[str], object]] = {
    "task": task_named,
    "model": nearest_network,
    "activation": nearest_activation,
    "init": nearest_start,
    "augment": augmentation_from,
    "pretrained": expect_pretrained,
}


def check_user_settings(user: Mapping[str, object]) -> None:
    """Refuse settings that cannot work, all of them at once.

    Args:
        user: setting -> value, as the user gave it.

    Raises:
        RecipeError: one sentence for each mistake.
    """
    mistakes = mistakes_in(user)
    for name, look_up in LOOK_UPS.items():
        value = user.get(name)
        told = any(line.startswith(f"{name} must ") for line in mistakes)
        if isinstance(value, str) and value not in ("", "auto") and not told:
            try:
                look_up(value)
            except SettingError as error:
                mistakes.append(str(error).replace("\n", " (") + (")" if error.hint else ""))
    if "epochs" in user and "minutes" in user:
        mistakes.append("epochs must be left out where minutes are given; got both")
    freeze = user.get("freeze", "none")
    told = any(line.startswith("freeze must ") for line in mistakes)
    if freeze not in NOTHING_FROZEN and not user.get("pretrained") and not told:
        mistakes.append(
            f"freeze must come with pretrained weights; got {freeze!r} (fresh ones are random)"
        )
    if user.get("tensorboard") is True and not has_tensorboard():
        mistakes.append("tensorboard must be installed to be true; got none (netwright[track])")
    if mistakes:
        raise RecipeError(sorted(mistakes))
