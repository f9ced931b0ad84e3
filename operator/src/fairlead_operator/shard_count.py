"""Decides how many shards a bot shall have."""

from math import ceil

from fairlead_operator.model import Sharding, ShardingMode


def fitted(count: int, sharding: Sharding) -> int:
    """Return a number of shards made to fit: rounded up to ``multipleOf``, within ``min`` and ``max``.

    Both bounds hold as well as the multiple: where rounding up leaves the bounds, the next multiple inside is taken.
    """
    step = sharding.multiple_of or 1
    lowest = ceil((sharding.min or 1) / step) * step
    wanted = max(ceil(count / step) * step, lowest)
    return wanted if sharding.max is None else min(wanted, sharding.max // step * step)


def target_count(sharding: Sharding, recommended: int | None, running: int | None) -> int | None:
    """Return how many shards the specification and Discord's recommendation come to.

    A running number that the specification no longer allows is left for the recommendation at once, so that one
    reshard is enough. Otherwise a recommendation that differs from the running number by no more than the headroom
    changes nothing, so that one that wobbles around a limit does not ask for a reshard each time.

    Args:
        sharding: What the specification says.
        recommended: Discord's recommendation, where it is known.
        running: How many shards run.

    Returns:
        The number; nothing when nothing runs and Discord has not said yet.
    """
    if sharding.mode is ShardingMode.FIXED:
        return sharding.total
    if running is None:
        return None if recommended is None else fitted(recommended, sharding)
    if recommended is None:
        return fitted(running, sharding)
    stays = fitted(running, sharding) == running and is_within_headroom(recommended, running, sharding.reshard.headroom)
    return running if stays else fitted(recommended, sharding)


def is_within_headroom(recommended: int, running: int, headroom: int) -> bool:
    """Return whether a recommendation is so near to the running number that it is no reason to reshard.

    Args:
        recommended: Discord's recommendation.
        running: How many shards run.
        headroom: Per cent of the running number.
    """
    return abs(recommended - running) * 100 <= headroom * running
