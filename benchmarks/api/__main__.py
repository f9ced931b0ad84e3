"""Measure what a request costs, beside a bare FastAPI application; see the README."""

import argparse
import asyncio
import json
import statistics
import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.api.load import Measured, measure
from benchmarks.api.shards import STREAMS_OF_A_USER, Streams, lists, reporting, streams
from benchmarks.api.sides import DASHBOARD, HOST, Side, side
from benchmarks.api.world import Person, fill
from fairlead_cli.local.bot_database import bot_database
from fairlead_cli.local.postgres_server import PostgresServer
from fairlead_cli.local.redis_server import RedisServer
from fairlead_shared.database.database import Database
from fairlead_shared.redis_client import connect_redis

SECRET = "nothing of value is sealed with this secret"  # noqa: S105
APPLICATION_ID = 1
WARM_SECONDS = 3.0
LISTS = 200
CLIENTS = 500
STREAM_SECONDS = 30.0
NAMES = ("fairlead", "bare")


async def run(users: int, rounds: int, seconds: float, pause: float, console: Console) -> dict[str, float]:
    """Measure both sides in turns, then our views of a large fleet; print the tables and return the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with _both(folder, users) as (sides, people, redis_url):
            found: dict[str, list[Measured]] = {side.name: [] for side in sides}
            for each in sides:
                await measure(each, people, WARM_SECONDS, pause)
            for turn in range(rounds):
                for each in sides if turn % 2 == 0 else reversed(sides):
                    found[each.name].append(await measure(each, people, seconds, pause))
                console.print(f"  round {turn + 1} of {rounds}", style="dim", highlight=False)
            async with reporting(folder, redis_url, APPLICATION_ID):
                console.print("  the list of 16,384 shards, then their stream", style="dim", highlight=False)
                listed = await lists(sides[0], people[0], LISTS)
                followed = await streams(sides[0], people, CLIENTS, STREAM_SECONDS)
    _show(console, found)
    _show_fleet(console, listed, followed)
    ours, theirs = (found[name] for name in NAMES)
    # The halves of a round follow each other at once: a machine that grows slower is slower for both.
    ratio = statistics.median(our.cpu_ms / their.cpu_ms for our, their in zip(ours, theirs, strict=True))
    return {
        "overhead_ratio": round(ratio, 3),
        "p50_ms": round(_median(ours, 50), 1),
        "p95_ms": round(_median(ours, 95), 1),
        "p99_ms": round(_median(ours, 99), 1),
        "bare_p95_ms": round(_median(theirs, 95), 1),
        "shards_p50_ms": round(listed.percentile(50), 1),
        "shards_p95_ms": round(listed.percentile(95), 1),
        "stream_clients": followed.kept,
    }


@asynccontextmanager
async def _both(folder: Path, users: int) -> AsyncGenerator[tuple[list[Side], list[Person], str]]:
    """Run both sides on the same stores; yield them, the users, and where Redis is."""
    redis_server, postgres = RedisServer(folder / "redis"), PostgresServer(folder / "postgres")
    await redis_server.start()
    await postgres.start()
    redis = connect_redis(redis_server.url)
    try:
        address = await bot_database(postgres, "bench")
        database = Database(address)
        people = await fill(database, redis, SECRET, users)
        await database.close()
        stores = {"DATABASE_URL": address, "REDIS_URL": redis_server.url}
        async with (
            side("fairlead", "fairlead_api", "API_PORT", folder, stores | _settings(people)) as ours,
            side("bare", "benchmarks.api.bare", "PORT", folder, stores) as theirs,
        ):
            yield [ours, theirs], people, redis_server.url
    finally:
        await redis.aclose()
        await postgres.stop()
        await redis_server.stop()


def _settings(people: list[Person]) -> dict[str, str]:
    """Return the API's settings: as in production, but for TLS and for limits that nobody here reaches."""
    return {
        "DEV_MODE": "true",
        "LOG_LEVEL": "INFO",
        "API_HOST": HOST,
        "BASE_URL": DASHBOARD,
        "API_SECRET_KEY": SECRET,
        "API_RATE_LIMIT": "100000/min",
        "API_RATE_LIMIT_GUILD": "100000/min",
        "API_RATE_LIMIT_GLOBAL": "1000000/min",
        "DISCORD_BOT_TOKEN": "none",
        "DISCORD_CLIENT_ID": str(APPLICATION_ID),
        # Who may look at shards. Their sessions say that they are users like all others: no limit exempts them.
        "ADMIN_DISCORD_IDS": ",".join(str(person.user_id) for person in people[: CLIENTS // STREAMS_OF_A_USER]),
        "DISCORD_CLIENT_SECRET": "none",
    }


def _median(rounds: list[Measured], percent: float) -> float:
    return statistics.median(each.percentile(percent) for each in rounds)


def _show(console: Console, found: dict[str, list[Measured]]) -> None:
    table = Table("medians of the rounds")
    for name in found:
        table.add_column(name, justify="right")
    table.add_row("requests", *(f"{sum(len(each.milliseconds) for each in rounds):,}" for rounds in found.values()))
    cpu = (statistics.median(each.cpu_ms for each in rounds) for rounds in found.values())
    table.add_row("processor time of a request", *(f"{each:.2f} ms" for each in cpu))
    for percent in (50, 95, 99):
        table.add_row(
            f"answered after, p{percent}", *(f"{_median(rounds, percent):.1f} ms" for rounds in found.values())
        )
    console.print(table)


def _show_fleet(console: Console, listed: Measured, followed: Streams) -> None:
    table = Table("16,384 shards", "", title="")
    for percent in (50, 95, 99):
        table.add_row(f"GET /shards answered after, p{percent}", f"{listed.percentile(percent):.1f} ms")
    table.add_row("clients of the stream", f"{followed.kept} of {CLIENTS}")
    table.add_row("processor time for them", f"{1000 * followed.cpu:.0f} ms in a second")
    console.print(table)


def main() -> None:
    """Measure, print the table and, last, the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.api")
    parser.add_argument("--users", type=int, default=200, help="who ask at once")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side")
    parser.add_argument("--seconds", type=float, default=15.0, help="length of a turn")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between a user's requests, on average")
    chosen = parser.parse_args()
    console = Console()
    print(json.dumps(asyncio.run(run(chosen.users, chosen.rounds, chosen.seconds, chosen.pause, console))))


if __name__ == "__main__":
    main()
