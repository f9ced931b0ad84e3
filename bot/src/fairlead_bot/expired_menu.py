"""Answers whoever uses a menu or a modal that no process has any more."""

from typing import Any, Final

import discord

from fairlead_shared.logging import get_logger

TEXT: Final = "This menu has expired."

_log = get_logger("menus")


async def say_expired(interaction: discord.Interaction[Any]) -> None:
    """Tell the person, so that only they see it (Any: any client)."""
    try:
        if not interaction.response.is_done():
            await interaction.response.send_message(TEXT, ephemeral=True)
    except (discord.HTTPException, OSError) as error:
        _log.info("nobody could be told that a menu has expired", error=str(error))
