"""What is known of the daily limit of identifies, as values.

https://discord.com/developers/docs/events/gateway#session-start-limit-object
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SessionStartLimit:
    """Discord's word on the daily limit: identifies a day, those left, and seconds until they are all there again."""

    total: int
    remaining: int
    reset_after: float


@dataclass(frozen=True, slots=True)
class IdentifyBudget:
    """What is left of the daily limit.

    Attributes:
        total: Identifies a day.
        remaining: Those left, by the smaller of the ledger's and Discord's figures; never below nothing.
        used: Those of the last day in the ledger.
        resets_at: When Discord's figure starts anew, as far as it is known; UTC by Redis' clock.
    """

    total: int
    remaining: int
    used: int
    resets_at: datetime | None
