"""The schema of a bot in a local PostgreSQL, as `fairlead database` makes it elsewhere."""

import secrets

from fairlead_cli.database.migrate import migrate
from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_shared.database.names import BotSchema
from fairlead_shared.database.provision import Passwords, provision

_DATABASE = "postgres"


async def bot_database(server: PostgresServer, bot: str) -> str:
    """Make a bot's schema with every migration, and return its address for bot and API.

    Raises:
        ConfigurationError: The bot's name is no name of a schema.
        DatabaseError: PostgreSQL does not answer.
    """
    schema = BotSchema.of_bot(bot)
    # Roles have passwords everywhere; a local server does not ask for them.
    await provision(server.url, schema, Passwords(secrets.token_urlsafe(24), secrets.token_urlsafe(24)))
    await migrate(server.url_of(_DATABASE, schema.owner))
    return server.url_of(_DATABASE, schema.runtime)
