"""What makes a channel a thread.

Source: https://discord.com/developers/docs/resources/channel#thread-metadata-object
"""

from dataclasses import dataclass, field

ARCHIVE_MINUTES = frozenset({60, 1_440, 4_320, 10_080})
"""Durations of silence after which a thread may be set to archive itself."""

DEFAULT_ARCHIVE_MINUTES = 1_440
"""The duration for a thread that names none."""


@dataclass(slots=True)
class Thread:
    """The state that a thread has beyond a channel's; moments are seconds since the Unix epoch.

    Attributes:
        owner_id: Who began it.
        created: When it was begun.
        archive_changed: When it was last archived or taken out of the archive.
        archive_minutes: Minutes of silence after which Discord archives it.
        archived: Whether it is in the archive.
        locked: Whether only those who manage threads may take it out again.
        invitable: Whether everyone in a private thread may add others.
        joined: When each of its members joined, by user id.
        message_count: Messages in it, the one that it began from not counted.
    """

    owner_id: int
    created: float
    archive_changed: float
    archive_minutes: int = DEFAULT_ARCHIVE_MINUTES
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    joined: dict[int, float] = field(default_factory=dict)
    message_count: int = 0
