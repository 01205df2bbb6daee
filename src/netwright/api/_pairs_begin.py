"""A U-Net whose encoder begins with the weights of a network that learned elsewhere.

With ``--pretrained FILE --model unet:mobilenet-v2`` the trunk's weights go into the encoder; the
decoder is new, and all of it learns.
"""

from dataclasses import replace

from netwright.api._prepared import Learned, Prepared, Say
from netwright.api._transfer_weights import Pretrained, find_pretrained
from netwright.errors import SettingError
from netwright.models import encoder_network, encoder_weights
from netwright.recipe import Settings

ENCODED = "unet:"


def encoder_of(settings: Settings) -> Pretrained | None:
    """Read the weights for an encoder that were asked for.

    Args:
        settings: "pretrained" says which, "model" the network: "unet:" and whose they are.

    Returns:
        The weights; None where none were asked for.

    Raises:
        SettingError: if there are none of this name, or they are another network's.
        UnavailableError: if they cannot be fetched now, or timm is not installed.
        DataError: if the file holds no weights of a network there is.
        DamageError: if a run's model is not whole.
    """
    if not settings.pretrained:
        return None
    if settings.model != "auto" and not settings.model.startswith(ENCODED):
        wanted = f"{ENCODED} and the network whose weights they are"
        raise SettingError("model", settings.model, wanted=wanted)
    encoder = settings.model.removeprefix(ENCODED)
    return find_pretrained(settings.model_copy(update={"model": encoder}))


def begin_encoder(prepared: Prepared, pretrained: Pretrained | None, say: Say) -> Prepared:
    """Let the encoder begin with weights.

    Args:
        prepared: task, examples, recipe.
        pretrained: the weights; None for a fresh start.
        say: told what begins where.

    Returns:
        The same with its weights, and a note of it.

    Raises:
        SettingError: if the weights do not fit the encoder.
    """
    if pretrained is None:
        return prepared
    task, settings = prepared.task, prepared.recipe.settings
    encoder = encoder_network(settings.model.removeprefix(ENCODED), 3)
    weights = encoder_weights(encoder, pretrained.weights)
    note = (
        f"the encoder of {settings.model} begins with the weights of {pretrained.name}; its "
        "decoder is new; all of it learns"
    )
    say(note)
    data = {
        **prepared.data,
        "notes": [*prepared.data["notes"], note],
        "pretrained": {"name": pretrained.name, "sha256": pretrained.digest},
    }
    start = Learned(task, prepared.examples, settings, begin=weights)
    return replace(prepared, data=data, start=start)
