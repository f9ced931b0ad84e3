"""Ending the tasks that an object owns."""

import asyncio


async def stop(task: asyncio.Task[None]) -> None:
    """Cancel a task and wait until it is over.

    Raises:
        Exception: What the task failed with.
    """
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.result()
