"""What a bot's handlers are promised when a process dies."""

from enum import StrEnum


class Delivery(StrEnum):
    """How often an event is handled when a process dies; without a death it is handled once in either case."""

    AT_MOST_ONCE = "AtMostOnce"
    """Never twice: an event's mark is durable before its handlers begin. One that a death interrupts is lost."""
    AT_LEAST_ONCE = "AtLeastOnce"
    """Never lost: an event's mark follows the end of its handlers. One that a death interrupts is handled again."""
