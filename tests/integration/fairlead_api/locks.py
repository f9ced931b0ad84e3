"""Requests that meet in the database."""

import asyncio

import asyncpg

PATIENCE_SECONDS = 4.0
"""Less than a statement waits for a lock."""
_WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def waiting_for_locks(admin: asyncpg.Connection, count: int) -> None:
    """Wait until so many statements wait for a lock."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await admin.fetchval(_WAITING) < count:
            await admin.execute("SELECT pg_stat_clear_snapshot()")
            await asyncio.sleep(0.01)
