"""What a bot's schema and roles are called."""

import re
from dataclasses import dataclass
from typing import Final, Self

from fairlead_shared.errors import ConfigurationError

_PREFIX: Final = "bot_"
_OWNER: Final = "_owner"
_RUNTIME: Final = "_runtime"
_LONGEST: Final = 63 - len(_PREFIX) - len(_RUNTIME)
"""PostgreSQL cuts names off after 63 bytes without a word."""
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?")
"""A label of DNS, as the names of BotDeployments are: no two of them give the same schema."""


@dataclass(frozen=True, slots=True)
class BotSchema:
    """The schema of one bot, and its two roles.

    Attributes:
        name: The schema.
    """

    name: str

    @classmethod
    def of_bot(cls, bot: str) -> Self:
        """Return the schema of a bot.

        Raises:
            ConfigurationError: The name does not fit.
        """
        if not _LABEL.fullmatch(bot) or len(bot) > _LONGEST:
            rule = "lower-case letters, digits and hyphens, neither first nor last"
            raise ConfigurationError(f"{bot!r} cannot be a bot's name here: {rule}, at most {_LONGEST} of them.")
        return cls(_PREFIX + bot.replace("-", "_"))

    @property
    def owner(self) -> str:
        """The role that owns the tables and migrates them."""
        return self.name + _OWNER

    @property
    def runtime(self) -> str:
        """The role that bot and API work with."""
        return self.name + _RUNTIME
