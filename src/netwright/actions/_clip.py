"""Gradients clipped, or no longer clipped.

Changes     clip: the largest norm of all gradients together; 0 for any.
Applies     clipping where there is none, or a loose one; none where there is one.
Expect      no step that throws the weights far away; or updates of their full size again.
Source      Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063.
"""

from collections.abc import Mapping

from netwright.actions._known import Known
from netwright.actions._remedy import Remedy
from netwright.recipe import Settings

NORM = 1.0


def _clip(settings: Settings, known: Known) -> Mapping[str, object]:
    del known
    return {"clip": NORM} if settings.clip == 0 or settings.clip > NORM else {}


def _free(settings: Settings, known: Known) -> Mapping[str, object]:
    del settings, known
    return {"clip": 0.0}


CLIP = Remedy(
    name="gradients clipped at norm 1",
    causes=("GRAD_EXPLODE", "LR_HIGH"),
    sets=("clip",),
    expect="no step that throws the weights far away",
    cost="nothing",
    change=_clip,
)
NO_CLIP = Remedy(
    name="gradients no longer clipped",
    causes=("LR_LOW", "UNDERTRAIN"),
    sets=("clip",),
    expect="updates of their full size",
    cost="nothing",
    change=_free,
)
