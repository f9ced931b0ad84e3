"""What migrations that were released do stays as it was."""

import hashlib

from fairlead_shared.database import table_access


def test_the_rules_are_those_of_the_migrations_that_were_released():
    rules = [
        *table_access.guild_table("t"),
        *table_access.fleet_table("t", "SELECT"),
        *table_access.shared_table("t"),
        table_access.users_grants("t"),
        table_access.users_guilds("t", "g"),
    ]
    digest = hashlib.sha256("\n".join(rules).encode()).hexdigest()
    assert digest == "b35ad3bd8ae100b8fad2ceb1db6cb323ed211e7163a8b54abac0323d0e733ef9", (
        "write a new function, and a migration that brings it to the tables"
    )


def test_each_kind_of_table_is_closed_to_its_owner_as_well():
    for kind in (table_access.guild_table, table_access.fleet_table, table_access.shared_table):
        assert "ALTER TABLE t ENABLE ROW LEVEL SECURITY" in kind("t")
        assert "ALTER TABLE t FORCE ROW LEVEL SECURITY" in kind("t")
