"""One rule, one file: facts in, a verdict out."""

from netwright.diagnosis.rules._table import RULES as RULES
