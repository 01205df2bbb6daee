"""Python runs this first in every process the tests start; see ``suite_bans``."""

import suite_bans

suite_bans.install()
