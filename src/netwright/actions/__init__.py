"""Remedies: what may make a training better, each a pure function from recipe to recipe."""

from netwright.actions._conformance import check_remedy as check_remedy
from netwright.actions._known import Known as Known
from netwright.actions._ranking import Causes as Causes
from netwright.actions._ranking import advised as advised
from netwright.actions._ranking import ranked as ranked
from netwright.actions._ranking import relative_time as relative_time
from netwright.actions._remedies import REMEDIES as REMEDIES
from netwright.actions._remedy import Remedy as Remedy
