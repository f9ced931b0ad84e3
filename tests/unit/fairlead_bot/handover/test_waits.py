"""Those who wait for an event, and what is told to them alone."""

import asyncio
from collections.abc import Callable

import pytest

from fairlead_bot.gateway.delivery.dispatch_names import DISPATCH_NAMES
from fairlead_bot.gateway.handover.waits import (
    Waiting,
    alive,
    elsewhere,
    for_everyone,
    is_elsewhere,
    is_for_waits_only,
    tell_waiting,
    waits_only,
)
from fairlead_bot.handler_tasks import HandlerTasks


class Views:
    """A store of views without any."""

    def __init__(self) -> None:
        self._views: dict[int | None, dict[tuple[int, str], object]] = {}
        self._modals = {"a modal": object()}


async def told(fits: Callable[..., bool], *arguments: object) -> tuple[asyncio.Future[object], Waiting]:
    """Tell one who waits; return their future and who waits on."""
    future = asyncio.get_running_loop().create_future()
    waiting: Waiting = {"message": [(future, fits)]}
    tell_waiting(waiting, "message", arguments)
    return future, waiting


@pytest.mark.parametrize(("arguments", "result"), [((), None), ((1,), 1), ((1, 2), (1, 2))])
async def test_one_who_waits_gets_what_a_listener_would_get(arguments: tuple[object, ...], result: object):
    future, waiting = await told(lambda *_: True, *arguments)
    assert future.result() == result
    assert waiting == {}


async def test_one_whom_an_event_does_not_fit_waits_on():
    future, waiting = await told(lambda _: False, 1)
    assert not future.done()
    assert [each for each, _ in waiting["message"]] == [future]


async def test_what_a_check_raises_is_its_waiters_alone():
    def raises(_: object) -> bool:
        raise LookupError("no")

    future, waiting = await told(raises, 1)
    assert isinstance(future.exception(), LookupError)
    assert waiting == {}


async def test_one_who_no_longer_waits_is_forgotten():
    future = asyncio.get_running_loop().create_future()
    future.cancel()
    waiting: Waiting = {"message": [(future, lambda _: True)]}
    tell_waiting(waiting, "message", (1,))
    tell_waiting(waiting, "typing", (1,))
    assert waiting == {}


def test_what_is_waited_for_is_said_by_the_gateways_names():
    said = alive(Views(), ["message", "member_join", "an event of a cog"])  # type: ignore[arg-type]  # the parts that are read
    assert said.events == ("GUILD_MEMBER_ADD", "MESSAGE_CREATE")
    assert said.modals == ("a modal",)
    assert alive(Views(), ["socket_event_type"]).events == tuple(sorted(DISPATCH_NAMES))  # type: ignore[arg-type]  # as above


def test_scopes_begin_and_end():
    assert not is_elsewhere()
    assert not is_for_waits_only()
    with elsewhere(), waits_only():
        assert is_elsewhere()
        assert is_for_waits_only()
        with for_everyone():
            assert not is_for_waits_only()
        assert is_for_waits_only()
    assert not is_elsewhere()


async def test_draining_waits_for_handlers_that_begin_meanwhile():
    handlers = HandlerTasks()
    ended = list[str]()

    async def second() -> None:
        ended.append("second")

    async def first() -> None:
        await asyncio.sleep(0)
        handlers.start(second(), name="second")
        ended.append("first")

    handlers.start(first(), name="first")
    assert await handlers.drain(5) == 0
    assert ended == ["first", "second"]
