"""Where the database is, and its passwords: from the environment, never from arguments, which everybody can read."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import unquote, urlsplit

from pydantic import AliasChoices, Field, SecretStr

from fairlead_shared.database.provision import Passwords
from fairlead_shared.logging import register_secret
from fairlead_shared.settings import DatabaseAddress, ServiceSettings

_Password = Annotated[SecretStr, Field(min_length=1)]


class _DatabaseSettings(ServiceSettings):
    @classmethod
    def load(cls, env_file: Path | None = Path(".env")) -> Self:
        """Read the settings and have their secrets masked from now on.

        Raises:
            ConfigurationError: one message that names every variable that is missing or wrong.
        """
        settings = super().load(env_file)
        for value in settings.model_dump().values():
            if isinstance(value, SecretStr):
                register_secret(value.get_secret_value())
            elif isinstance(value, str) and (password := urlsplit(value).password):
                register_secret(password)
                register_secret(unquote(password))
        return settings


class ProvisionSettings(_DatabaseSettings):
    """What making a bot's schema takes."""

    admin_url: DatabaseAddress = Field(validation_alias="FAIRLEAD_DATABASE_ADMIN_URL")
    owner_password: _Password = Field(validation_alias="FAIRLEAD_DATABASE_OWNER_PASSWORD")
    runtime_password: _Password = Field(validation_alias="FAIRLEAD_DATABASE_RUNTIME_PASSWORD")

    @property
    def passwords(self) -> Passwords:
        """The passwords of the bot's roles."""
        return Passwords(self.owner_password.get_secret_value(), self.runtime_password.get_secret_value())


class MigrationSettings(_DatabaseSettings):
    """What migrating a schema takes."""

    owner_url: DatabaseAddress = Field(validation_alias="FAIRLEAD_DATABASE_OWNER_URL")


class SchemaSettings(_DatabaseSettings):
    """What looking at a schema takes: either of its roles."""

    url: DatabaseAddress = Field(validation_alias=AliasChoices("FAIRLEAD_DATABASE_OWNER_URL", "DATABASE_URL"))
