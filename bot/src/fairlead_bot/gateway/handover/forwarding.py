"""The pod that has taken a slot over: passes on what is for handlers that still run in the one that left."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final

import orjson

from fairlead_bot.gateway.handover.channel import ChannelError
from fairlead_bot.gateway.handover.conversation import SILENT_SECONDS, Conversation
from fairlead_bot.gateway.handover.messages import Alive, Answered, Forwarded, HandoverError
from fairlead_bot.gateway.handover.waits import COMPONENT, INTERACTION, MODAL
from fairlead_shared.logging import get_logger

MOST_WAITING: Final = 10_000
"""Events that may wait to be passed on; the pod that left no longer reads when there are more."""

_log = get_logger("gateway.handover")

type Interaction = Mapping[str, Any]  # Any: JSON, as in Frame


class Forwarding:
    """Passes events on to the pod that left, for as long as that has handlers.

    Attributes:
        forwarded: How many events were passed on.
    """

    def __init__(self, knows: Callable[[Interaction], bool], expired: Callable[[Interaction], None]) -> None:
        """Pass nothing on: nobody is known to have left.

        Args:
            knows: Tells whether this pod has the menu or modal that is used.
            expired: Told of a menu or modal that was used, and that no pod has.
        """
        self.forwarded = 0
        self._knows = knows
        self._expired = expired
        self._alive: Alive | None = None
        self._queue = deque[tuple[Forwarded, Any]]()
        self._queued = asyncio.Event()
        self._named = set[int | str]()
        self._unanswered = dict[int, Interaction]()

    def begin(self, alive: Alive) -> None:
        """Pass on from now on what is for what is alive in the pod that left."""
        self._alive = alive
        self._named.update(alive.menus, alive.modals)

    def named(self, menu: int | None, modal: str) -> bool:
        """Tell whether the pod that left had a menu, by its message, or a modal, by its custom id."""
        return menu in self._named or modal in self._named

    def forward(self, shard_id: int, event: str, content: Any) -> bool:
        """Pass an event on if somebody in the pod that left may want it; what it holds (Any) is as in Frame.

        Returns:
            Whether it is for a menu or a modal there, which this pod is to leave alone.
        """
        alive = self._alive
        if alive is None:
            return False
        menu = event == INTERACTION and content.get("type") in {COMPONENT, MODAL} and self._is_theirs(alive, content)
        if not menu and event not in alive.events:
            return False
        if len(self._queue) >= MOST_WAITING:
            self._end("it does not read what is passed on")
            return False
        self.forwarded += 1
        if menu:
            self._unanswered[self.forwarded] = content
        message = Forwarded(number=self.forwarded, shard_id=shard_id, event=event, menu=menu)
        self._queue.append((message, content))
        self._queued.set()
        return menu

    async def run(self, conversation: Conversation) -> None:
        """Pass events on until the other pod's handlers have ended, or it is gone."""
        sending = asyncio.create_task(self._send(conversation), name="handover-forwarding")
        reason = ""
        try:
            while True:
                message, _ = await conversation.hear(SILENT_SECONDS)
                match message:
                    case Alive():
                        self.begin(message)
                    case Answered():
                        self._answered(message)
                    case _:
                        reason = f"The other pod said {message.kind!r} after the handover."
                        return
        except (ChannelError, HandoverError) as error:
            reason = str(error)
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            self._end(reason)

    async def _send(self, conversation: Conversation) -> None:
        while True:
            await self._queued.wait()
            self._queued.clear()
            while self._queue:
                message, content = self._queue.popleft()
                await conversation.say(message, orjson.dumps(content))

    def _is_theirs(self, alive: Alive, used: Interaction) -> bool:
        """Tell whether a component or a modal that is used is the other pod's: it says so, or it is not this one's."""
        if used["type"] == MODAL:
            theirs = used["data"]["custom_id"] in alive.modals
        else:
            message = used.get("message")
            theirs = message is not None and int(message["id"]) in alive.menus
        return theirs or not self._knows(used)

    def _answered(self, answer: Answered) -> None:
        used = self._unanswered.pop(answer.number, None)
        if used is not None and not answer.known:
            self._expired(used)

    def _end(self, reason: str) -> None:
        """Pass nothing on any more; whatever was used there meanwhile has expired."""
        if self._alive is not None:
            _log.info("the pod that left has ended", reason=reason, forwarded=self.forwarded)
        self._alive = None
        self._queue.clear()
        unanswered, self._unanswered = self._unanswered, {}
        for used in unanswered.values():
            self._expired(used)
