"""What a transaction tells PostgreSQL of its scope."""

import pytest

from fairlead_shared.database.scope import FleetScope, GuildScope, Scope, UserScope, settings_of

SCOPES = [
    (GuildScope(81384788765712384), ("guild", "81384788765712384", "")),
    (UserScope(80351110224678912), ("user", "", "80351110224678912")),
    (FleetScope(), ("fleet", "", "")),
]


@pytest.mark.parametrize(("scope", "values"), SCOPES)
def test_every_setting_is_set_in_every_scope(scope: Scope, values: tuple[str, str, str]):
    names = ("scope", "guild_id", "user_id")
    assert settings_of(scope) == dict(zip(names, values, strict=True))
