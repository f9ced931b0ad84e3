"""Logs: one form for all loggers, correlation bound, secrets taken out."""

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairlead_shared.logging import (
    begin_correlation,
    bind_correlation,
    configure_logging,
    correlation_id,
    get_logger,
    redact,
    register_secret,
)
from fairlead_shared.logging.redaction import MASK

TOKEN = "MTE5NzAzODQzOTQ4MzMxMDA4Ng.GzX1aQ.aBcDeFgHiJkLmNoPqRsTuVwXyZ0123456789ab"


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, object]]]]:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = tuple(root.handlers), root.level
    configure_logging("bot", level="INFO", stream=stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)


def test_an_entry_has_the_fields_that_everyone_searches_by(lines):
    get_logger("gateway.lease").info("slot claimed", slot=3)
    (entry,) = lines()
    assert str(entry.pop("timestamp")).endswith("Z")
    assert entry == {
        "event": "slot claimed",
        "slot": 3,
        "level": "info",
        "service": "bot",
        "component": "gateway.lease",
    }


def test_a_librarys_entry_comes_out_in_the_same_form(lines):
    logging.getLogger("discord.gateway").warning("Shard %s is late", 4)
    (entry,) = lines()
    assert entry["event"] == "Shard 4 is late"
    assert entry["component"] == "discord.gateway"
    assert entry["service"] == "bot"


def test_entries_under_the_level_are_not_written(lines):
    get_logger("x").debug("nothing")
    assert lines() == []


def test_the_correlation_of_the_work_in_progress_is_on_every_entry(lines):
    with bind_correlation("abc", guild_id=7):
        assert correlation_id() == "abc"
        get_logger("x").info("inside")
        with bind_correlation() as inner:
            assert inner == correlation_id() != "abc"
    get_logger("x").info("outside")
    inside, outside = lines()
    assert (inside["correlation_id"], inside["guild_id"]) == ("abc", 7)
    assert "correlation_id" not in outside
    assert correlation_id() is None


async def test_a_task_and_those_that_it_starts_have_one_id_which_another_task_does_not_have(lines):
    async def write(event: str) -> None:
        get_logger("x").info(event)

    async def handle() -> None:
        begin_correlation()
        await asyncio.gather(write("first"), write("second"))
        get_logger("x").info("third")

    await asyncio.gather(asyncio.create_task(handle()), asyncio.create_task(handle()))
    ids = [str(entry["correlation_id"]) for entry in lines()]
    assert len(ids) == 6
    assert [ids.count(one) for one in set(ids)] == [3, 3]
    assert correlation_id() is None


def test_an_exception_is_written_with_its_trace_and_without_secrets(lines):
    error = RuntimeError(f"could not connect to postgresql://bot:hunter2secret@db/x with Bot {TOKEN}")
    get_logger("x").error("failed", exc_info=error)
    (entry,) = lines()
    assert "RuntimeError" in str(entry["exception"])
    assert "hunter2secret" not in str(entry["exception"])
    assert TOKEN not in str(entry["exception"])


def test_console_lines_in_development_are_redacted_too():
    stream = io.StringIO()
    root = logging.getLogger()
    handlers = tuple(root.handlers)
    configure_logging("bot", development=True, stream=stream)
    get_logger("x").info("hello", token=TOKEN)
    root.handlers[:] = handlers
    assert "hello" in stream.getvalue()
    assert TOKEN not in stream.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"Authorization: Bot {TOKEN}",
        "Bearer abcdefghijkl.mnop",
        "redis://:topsecret@127.0.0.1:6379/0",
        "postgresql+asyncpg://user:topsecret@host/db?x=1",
        "password=topsecret",
        "{'api_key': 'topsecret'}",
        "sk-abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_a_secret_is_known_by_its_shape(text: str):
    cleaned = str(redact(text))
    assert MASK in cleaned
    for secret in (TOKEN, "topsecret", "abcdefghijkl"):
        assert secret not in cleaned


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"token": "x1"}, {"token": MASK}),
        ({"outer": [{"client_secret": "x"}]}, {"outer": [{"client_secret": MASK}]}),
        ({"prompt_tokens": 12}, {"prompt_tokens": 12}),
        ({"secret_name": "demo-discord"}, {"secret_name": "demo-discord"}),
        ({"shard": 1, "ready": True, "none": None}, {"shard": 1, "ready": True, "none": None}),
        (ValueError(f"bad {TOKEN}"), f"bad {MASK}"),
        (b"password=topsecret", f"password={MASK}"),
    ],
)
def test_nested_values_are_redacted_by_the_names_of_their_keys(value: object, expected: object):
    assert redact(value) == expected


@given(st.text(alphabet="abcdefghijklmnop0123456789", min_size=8, max_size=40))
def test_a_registered_secret_is_masked_wherever_it_occurs(secret: str):
    register_secret(secret)
    assert secret not in str(redact({"note": [f"before{secret}after"]}))


def test_a_very_short_secret_masks_no_ordinary_words():
    register_secret("the")
    assert redact("the fleet") == "the fleet"


@given(st.integers(0, 10_000), st.integers(1, 500))
def test_ordinary_words_are_left_alone(shard: int, count: int):
    text = f"shard {shard} of {count} is ready, session resumed after 0.8 s at ws://127.0.0.1:8080/"
    assert redact(text) == text
