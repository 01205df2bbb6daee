import pytest

from netwright.actions import Known
from netwright.recipe import Settings, resolve

INFERRED = {
    **Settings().model_dump(),
    "batch_size": 64,
    "learning_rate": 1e-2,
    "epochs": 20.0,
    "warmup": 0.25,
    "smoothing": 0.05,
    "ema": 0.98,
    "augment": "shift",
}
OPTIMISERS = {
    "adamw": {"optimiser": "adamw", "learning_rate": 1e-2, "momentum": 0.7, "weight_decay": 0.0},
    "muon": {"optimiser": "muon", "learning_rate": 0.1, "momentum": 0.7, "weight_decay": 0.0},
}
PICTURES = {"inferred": INFERRED, "optimisers": OPTIMISERS, "channels": 1}


@pytest.fixture
def known():
    """What is known of grey pictures; some of it in another way."""
    return lambda **other: Known(**{**PICTURES, **other})


@pytest.fixture
def change(known):
    """What a remedy changes in a recipe: ``change(REMEDY, learning_rate=1.0)``."""

    def changed(remedy, *, data=None, **settings):
        before = resolve(user=settings)
        after = remedy.apply(before, known(**(data or {})))
        values = after.settings.model_dump()
        return {n: v for n, v in values.items() if v != getattr(before.settings, n)}

    return changed
