"""The base of the settings classes of a bot."""

import re
from typing import ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict

KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
"""The form of a key."""
RESERVED: Final = frozenset({"schema"})
"""Keys that would hide an address of the API."""


class GuildSettings(BaseModel):
    """What people configure in a guild for one feature of a bot.

    A subclass has a ``key`` and a default for every field; a guild where nobody configured anything has the defaults.
    It lives in a module without discord.py, which the API can import as well, and its package names it::

        [project.entry-points."fairlead.settings"]
        welcome = "my_bot.welcome.settings:WelcomeSettings"

    Values are kept as JSON. They are taken as they are: a number in quotes is no number, and a field that the class
    does not have is an error.

    Attributes:
        key: What the settings are called in the database and in the API; it never changes once people use it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    key: ClassVar[str]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read settings from JSON, strictly, fields within fields as well.

        Raises:
            ValidationError: Pydantic's, with every field that does not fit.
        """
        return cls.model_validate_json(text, strict=True, extra="forbid")
