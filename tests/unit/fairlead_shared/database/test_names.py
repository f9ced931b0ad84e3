"""Schemas and roles of bots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_shared.database.names import BotSchema
from fairlead_shared.errors import ConfigurationError

LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,49}[a-z0-9])?", fullmatch=True)


def test_a_bot_has_a_schema_and_two_roles():
    schema = BotSchema.of_bot("my-bot")
    assert (schema.name, schema.owner, schema.runtime) == ("bot_my_bot", "bot_my_bot_owner", "bot_my_bot_runtime")


@pytest.mark.parametrize("name", ["", "-a", "a-", "A", "a_b", "a.b", 'a"b', "a b", "a\n", "ä", "a" * 52])
def test_a_name_that_would_need_quotes_or_be_cut_off_is_refused(name: str):
    with pytest.raises(ConfigurationError, match="cannot be a bot's name"):
        BotSchema.of_bot(name)


@given(LABELS)
def test_no_name_is_cut_off_by_postgresql(label: str):
    schema = BotSchema.of_bot(label)
    assert max(map(len, (schema.name, schema.owner, schema.runtime))) <= 63


@given(st.lists(LABELS, unique=True, min_size=2, max_size=2))
def test_two_bots_never_share_a_schema_or_a_role(labels: list[str]):
    first, second = map(BotSchema.of_bot, labels)
    assert first.name != second.name
    assert not {first.owner, first.runtime} & {second.owner, second.runtime}
