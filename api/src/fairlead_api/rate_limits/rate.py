"""How often something may happen."""

import re
from dataclasses import dataclass
from typing import Final

_FORM: Final = re.compile(r"([1-9]\d{0,8})\s*/\s*(s|sec|second|m|min|minute|h|hour)")
_SECONDS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds; all of them may come at once.

    Attributes:
        limit: Requests.
        seconds: The window that they are counted in.
    """

    limit: int
    seconds: float

    @property
    def interval(self) -> float:
        """Seconds between two requests that come evenly."""
        return self.seconds / self.limit


def parse_rate(text: str) -> Rate:
    """Read a rate such as ``100/min``.

    Raises:
        ValueError: It is no rate.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError("must be a rate such as 100/min")
    return Rate(int(found[1]), _SECONDS[found[2][0]])
