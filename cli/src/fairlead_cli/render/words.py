"""Numbers, durations and names as people read them."""

import re
from datetime import datetime


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with the thing that it counts, such as ``4 shards``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def duration(seconds: float) -> str:
    """Return a duration in the two largest units that matter, such as ``2 min 5 s``."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def age(seconds: float) -> str:
    """Return how long ago something was, in its largest unit, such as ``5m``, as kubectl writes it."""
    whole = max(round(seconds), 0)
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "m")):
        if whole >= 2 * size:
            return f"{whole // size}{unit}"
    return f"{whole}s"


def age_of(at: datetime | None, now: datetime) -> str:
    """Return how long ago a moment was; nothing where it is not known."""
    return age((now - at).total_seconds()) if at else ""


def words(name: str) -> str:
    """Return a camelCase name as words: ``shardReadyTimeout`` is ``shard ready timeout``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower().replace("_", " ")


def ranges(numbers: tuple[int, ...]) -> str:
    """Return numbers with their runs drawn together, such as ``0-3, 7``."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
