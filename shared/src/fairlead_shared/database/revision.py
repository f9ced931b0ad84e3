"""Which revision of the schema this code was written for."""

from typing import Final

BASELINE: Final = "baseline"
"""The branch label of the migrations that every bot has; their revisions are ``baseline_0001``, ``baseline_0002`` and
so on, so that they can be compared."""
SCHEMA_HEAD: Final = f"{BASELINE}_0004"
"""The newest migration of the baseline. Code can start once the database has it, or a later one."""
