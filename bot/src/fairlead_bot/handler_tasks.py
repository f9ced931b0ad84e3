"""Owns the tasks that run handlers: those of listeners and of slash commands."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class HandlerTasks:
    """The handlers that are running now."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, None], *, name: str) -> asyncio.Task[None]:
        """Run a handler; what a coroutine yields and is sent (Any) is the loop's own business."""
        return self.own(asyncio.get_running_loop().create_task(work, name=name))

    def own(self, task: asyncio.Task[None]) -> asyncio.Task[None]:
        """Take over a task that was started elsewhere."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain(self, seconds: float) -> int:
        """Wait for running handlers, then cancel those that still run; return how many were cancelled."""
        tasks = self._tasks - {asyncio.current_task()}
        if not tasks:
            return 0
        _, running = await asyncio.wait(tasks, timeout=seconds)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        return len(running)
