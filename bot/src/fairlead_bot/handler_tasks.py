"""Owns the tasks that run handlers: those of listeners and of slash commands."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from fairlead_bot.gateway.delivery.running import follow_handler


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
        """Take over a task that was started elsewhere; the event that started it is not handled before it has ended."""
        self._tasks.add(task)
        follow_handler(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def drain(self, seconds: float) -> int:
        """Wait for handlers, also those that begin meanwhile, then cancel those that still run; return how many."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while (running := self._tasks - {asyncio.current_task()}) and (left := deadline - loop.time()) > 0:
            await asyncio.wait(running, timeout=left)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        return len(running)
