"""Row-level security and grants of a table, as SQL for migrations.

Migrations that were released call these functions, so what they return stays: a new rule is a new function, and a
migration that brings it to the tables. The rules read three settings of a transaction, see
:func:`fairlead_shared.database.scope.settings_of`. A table without them is closed to the runtime role: it has no
privilege that was not granted here.
"""

from typing import Final

EVERYTHING: Final = "SELECT, INSERT, UPDATE, DELETE"
"""What the runtime role may do with the rows that it sees."""
_SCOPE: Final = "(SELECT current_setting('fairlead.scope', true))"
_GUILD: Final = "(SELECT NULLIF(current_setting('fairlead.guild_id', true), '')::bigint)"
_USER: Final = "(SELECT NULLIF(current_setting('fairlead.user_id', true), '')::bigint)"
# Settings that a transaction made are empty, not absent, after it. The SELECT has each read once a statement.


def guild_table(table: str, privileges: str = EVERYTHING) -> tuple[str, ...]:
    """Return what gives each guild its own rows of a table: those with its id in ``guild_id``."""
    own = f"{_SCOPE} = 'guild' AND guild_id = {_GUILD}"
    return *fleet_table(table, privileges), _policy(table, "guild", own)


def fleet_table(table: str, privileges: str = EVERYTHING) -> tuple[str, ...]:
    """Return what keeps a table for the fleet's scope."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        _policy(table, "fleet", f"{_SCOPE} = 'fleet'"),
        grant(table, privileges),
    )


def shared_table(table: str, privileges: str = EVERYTHING) -> tuple[str, ...]:
    """Return what lets every scope read a table, and the fleet's alone write it."""
    everyone = f"CREATE POLICY everyone ON {table} FOR SELECT USING ({_SCOPE} IN ('guild', 'user'))"
    return *fleet_table(table, privileges), everyone


def users_grants(table: str) -> str:
    """Return what lets users read their active grants in a table."""
    return f"CREATE POLICY own ON {table} FOR SELECT USING ({_SCOPE} = 'user' AND user_id = {_USER} AND is_active)"


def users_guilds(table: str, grants: str) -> str:
    """Return what lets users read the guilds in which they have an active grant."""
    granted = (
        f"EXISTS (SELECT FROM {grants} g WHERE g.guild_id = {table}.guild_id AND g.user_id = {_USER} AND g.is_active)"
    )
    return f"CREATE POLICY granted ON {table} FOR SELECT USING ({_SCOPE} = 'user' AND {granted})"


def grant(table: str, privileges: str) -> str:
    """Return what grants privileges on a table to the runtime role of the schema that is being migrated."""
    words = f"'GRANT {privileges} ON {table} TO %I'"
    return f"DO $$ BEGIN EXECUTE format({words}, current_schema() || '_runtime'); END $$"


def _policy(table: str, name: str, condition: str) -> str:
    return f"CREATE POLICY {name} ON {table} USING ({condition}) WITH CHECK ({condition})"
