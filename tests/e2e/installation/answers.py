"""Asks again and again while something else happens, and keeps what went wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import aiohttp

_EVERY_SECONDS: Final = 0.2
_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)


@dataclass(slots=True)
class Answers:
    """What was answered.

    Attributes:
        good: How many answers had status 200.
        bad: What the others were.
    """

    good: int = 0
    bad: list[str] = field(default_factory=list[str])


@asynccontextmanager
async def answers_of(url: str) -> AsyncIterator[Answers]:
    """Ask a URL several times a second, by a connection of its own each time, until the block ends."""
    answers, over = Answers(), asyncio.Event()

    async def ask() -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True), timeout=_TIMEOUT) as http:
            while not over.is_set():
                await _ask(http, url, answers)
                try:
                    await asyncio.wait_for(over.wait(), _EVERY_SECONDS)
                except TimeoutError:
                    continue

    async with asyncio.TaskGroup() as group:
        group.create_task(ask())
        try:
            yield answers
        finally:
            over.set()


async def _ask(http: aiohttp.ClientSession, url: str, answers: Answers) -> None:
    try:
        async with http.get(url) as answer:
            said = await answer.text()
            if answer.status == 200:
                answers.good += 1
            else:
                answers.bad.append(f"{answer.status} {said}")
    except (aiohttp.ClientError, TimeoutError) as error:
        answers.bad.append(repr(error))
