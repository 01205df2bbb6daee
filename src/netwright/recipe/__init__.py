"""All settings of one training: frozen, resolved, each with its origin; to and from TOML."""

from netwright.recipe._recipe import ORIGINS as ORIGINS
from netwright.recipe._recipe import Recipe as Recipe
from netwright.recipe._recipe import resolve as resolve
from netwright.recipe._settings import DECOUPLED as DECOUPLED
from netwright.recipe._settings import NOTHING_FROZEN as NOTHING_FROZEN
from netwright.recipe._settings import Settings as Settings
from netwright.recipe._settings import changes as changes
from netwright.recipe._settings import mistakes_in as mistakes_in
from netwright.recipe._toml import from_toml as from_toml
from netwright.recipe._toml import to_toml as to_toml
