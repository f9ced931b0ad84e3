"""Made-up people."""

import random

from fairlead_simulator import snowflake
from fairlead_simulator.world.model import User

FIRST_MS = 365 * 24 * 3600 * 1000
"""The first moment at which generated things were made (milliseconds since Discord's epoch)."""

LAST_MS = 10 * FIRST_MS
"""The last such moment."""

_GIVEN = ("ada", "bela", "cleo", "dara", "emil", "finn", "gita", "hugo", "iris", "jona", "kira", "levi", "mina", "noor")


def made_up_person(source: random.Random) -> User:
    """Make up a person; the same state of the source makes the same one."""
    given = source.choice(_GIVEN)
    user_id = snowflake.compose(source.randrange(FIRST_MS, LAST_MS), source.randrange(4096))
    return User(id=user_id, username=f"{given}{user_id % 100_000}", global_name=given.title())
