"""What the bot shows on a shard, over sessions and processes."""

import discord
import pytest

from fairlead_bot.gateway.sessions.presence import Presence, ShardPresence

CHESS = Presence.of("idle", {"name": "chess", "type": 0})
GO = Presence.of("dnd", {"name": "go", "type": 0})
NOTHING = Presence()


def shown(configured: Presence, *, changed: Presence | None = None, known: Presence | None = None) -> ShardPresence:
    presence = ShardPresence()
    presence.configured, presence.changed, presence.known = configured, changed, known or configured
    return presence


def following(before: ShardPresence, configured: Presence) -> ShardPresence:
    """The presence of the next process, in which something is configured."""
    after = shown(configured)
    after.restore(before.encoded())
    return after


def test_a_presence_that_identify_told_is_not_told_again():
    assert shown(CHESS).due() is None


def test_a_presence_that_a_cog_changed_is_due_until_discord_knows_it():
    presence = shown(NOTHING, changed=CHESS)
    assert presence.due() == CHESS
    presence.known = CHESS
    assert presence.due() is None


def test_what_a_cog_changed_is_due_again_after_an_identify_that_did_not_say_it():
    presence = shown(NOTHING, changed=CHESS, known=CHESS)
    presence.known = NOTHING
    assert presence.due() == CHESS


def test_the_next_process_tells_discord_nothing_when_nothing_else_is_configured():
    after = following(shown(NOTHING, changed=CHESS, known=CHESS), NOTHING)
    assert after.due() is None
    after.known = after.configured
    assert after.due() == CHESS, "after an identify it is shown again"


def test_the_next_process_shows_what_is_configured_when_that_has_changed():
    assert following(shown(NOTHING, changed=CHESS, known=CHESS), GO).due() == GO
    assert following(shown(CHESS), GO).due() == GO


def test_a_presence_that_the_process_before_could_not_tell_any_more_is_told_by_the_next():
    assert following(shown(NOTHING, changed=CHESS, known=NOTHING), NOTHING).due() == CHESS


@pytest.mark.parametrize("encoded", [b"", b"{}", b"[]", b"[null, null, null]", b'[{"colour": 1}, null, {}]', b"\xff"])
def test_a_presence_that_is_damaged_is_refused(encoded: bytes):
    with pytest.raises(ValueError, match="the presence is damaged"):
        ShardPresence().restore(encoded)


def test_a_presence_is_told_as_discord_wants_it():
    assert CHESS.update() == {
        "op": 3,
        "d": {"status": "idle", "activities": [{"name": "chess", "type": 0}], "since": 0, "afk": False},
    }
    assert NOTHING.update()["d"]["activities"] == []


async def test_the_configured_presence_is_what_identify_says():
    client = discord.AutoShardedClient(
        intents=discord.Intents.none(), status=discord.Status.idle, activity=discord.Game("chess")
    )
    told = Presence.configured(client)
    assert told.status == "idle"
    assert '"name": "chess"' in told.activity
    assert Presence.configured(discord.AutoShardedClient(intents=discord.Intents.none())) == NOTHING
