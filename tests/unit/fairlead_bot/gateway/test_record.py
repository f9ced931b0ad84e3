"""The figures of a shard."""

from datetime import UTC, datetime

from fairlead_bot.gateway.frame import Frame
from fairlead_bot.gateway.record import EventRate, ShardRecord
from fairlead_shared.fleet.history import STARTS_KEPT

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def frame(event: str, content: object) -> Frame:
    return Frame(op=0, d=content, s=1, t=event)


def record_with(*guilds: int) -> ShardRecord:
    record = ShardRecord(0.0)
    record.observe(frame("READY", {"guilds": [{"id": str(guild), "unavailable": True} for guild in guilds]}))
    return record


def test_ready_tells_the_guilds_of_the_shard():
    assert record_with(1, 2).guild_ids == {1, 2}


def test_a_later_ready_forgets_the_guilds_that_were_left_meanwhile():
    record = record_with(1, 2)
    record.observe(frame("READY", {"guilds": [{"id": "2"}]}))
    assert record.guild_ids == {2}


def test_a_joined_guild_is_added_and_a_left_one_is_taken_away():
    record = record_with(1)
    record.observe(frame("GUILD_CREATE", {"id": "5"}))
    record.observe(frame("GUILD_DELETE", {"id": "1"}))
    assert record.guild_ids == {5}


def test_a_guild_that_is_out_of_order_is_still_one_of_the_bot_s():
    record = record_with(1)
    record.observe(frame("GUILD_DELETE", {"id": "1", "unavailable": True}))
    assert record.guild_ids == {1}


def test_the_guilds_stay_the_same_object_until_they_change():
    record = record_with(1, 2)
    before = record.guild_ids
    record.observe(frame("GUILD_CREATE", {"id": "2"}))
    assert record.guild_ids is before
    record.observe(frame("GUILD_CREATE", {"id": "3"}))
    assert record.guild_ids is not before
    assert before == {1, 2}


def test_every_dispatch_counts():
    record = record_with()
    record.observe(frame("TYPING_START", {}))
    assert record.events == 2


def test_only_the_last_starts_of_a_session_are_kept():
    record = ShardRecord(0.0)
    for number in range(STARTS_KEPT + 5):
        record.session_started(NOW, resumed=number > 0, cause=str(number))
    assert [start.cause for start in record.sessions] == [str(number) for number in range(5, STARTS_KEPT + 5)]
    assert record.resumes == STARTS_KEPT + 4


def test_the_rate_is_counted_over_spans_of_ten_seconds():
    rate = EventRate(10.0)
    assert rate.sample(19.0, 450) == 0.0
    assert rate.sample(20.0, 500) == 50.0
    assert rate.sample(29.0, 900) == 50.0
    assert rate.sample(30.0, 500) == 0.0


def test_an_event_that_cannot_be_applied_is_counted_and_named():
    record = ShardRecord(0.0)
    record.parser_failed("MESSAGE_CREATE", KeyError("id"), NOW)
    record.parser_failed("TYPING_START", ValueError("no number"), NOW)
    assert record.parser_errors == 2
    assert record.last_parser_error == "TYPING_START: ValueError: no number (2026-11-01 00:00:00 UTC)"
