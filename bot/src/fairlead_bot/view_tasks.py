"""Owns the tasks of views, modals and dynamic items, which discord.py starts without an owner that waits for them."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import discord
from discord.state import ConnectionState
from discord.ui.view import ViewStore

from fairlead_bot.gateway.handover.waits import (
    for_everyone,
    is_elsewhere,
    is_for_waits_only,
    knows_component,
    knows_modal,
)
from fairlead_bot.handler_tasks import HandlerTasks

if TYPE_CHECKING:
    from discord.types.interactions import ModalSubmitComponentInteractionData, ResolvedData


class OwnedViewStore(ViewStore):
    """A store of views whose tasks are handlers like any other: waited for at the end, and before an event's mark."""

    def __init__(
        self,
        state: "ConnectionState[discord.Client]",
        handlers: HandlerTasks,
        unknown: Callable[[discord.Interaction[Any]], None],
    ) -> None:
        """Be empty.

        Args:
            state: The state that the store belongs to.
            handlers: Owns the tasks.
            unknown: Told of menus and modals that were used and that this process does not have (Any: as below).
        """
        super().__init__(state)
        self._handlers = handlers
        self._unknown = unknown

    def dispatch_view(self, component_type: int, custom_id: str, interaction: discord.Interaction[Any]) -> None:
        """Run a component's callback, unless the menu is another pod's (Any: discord.py's own bound)."""
        message_id = interaction.message.id if interaction.message else None
        if self._is_here(interaction, knows_component(self, message_id, component_type, custom_id)):
            with for_everyone():
                super().dispatch_view(component_type, custom_id, interaction)

    def dispatch_modal(
        self,
        custom_id: str,
        interaction: discord.Interaction[Any],
        components: "list[ModalSubmitComponentInteractionData]",
        resolved: "ResolvedData",
    ) -> None:
        """Run a modal's callback, unless the modal is another pod's (Any: discord.py's own bound)."""
        if self._is_here(interaction, knows_modal(self, custom_id)):
            with for_everyone():
                super().dispatch_modal(custom_id, interaction, components, resolved)

    def _is_here(self, interaction: discord.Interaction[Any], known: bool) -> bool:  # noqa: FBT001 - it is the question
        """Tell whether a menu or modal that is used is this process's; of one that is not known a person is to hear."""
        if not known and not is_elsewhere() and not is_for_waits_only():
            self._unknown(interaction)
        return known and not is_elsewhere()

    def add_task(self, task: asyncio.Task[None]) -> None:
        """Own a task that runs a component's or a modal's callback."""
        self._handlers.own(task)
