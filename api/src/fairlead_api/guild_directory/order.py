"""Puts channels and roles into the order in which Discord shows them."""

from collections.abc import Iterable
from typing import Final

from fairlead_api.discord.places import DiscordChannel, DiscordRole
from fairlead_api.guild_directory.schemas import ChannelView, RoleView
from fairlead_shared.guild_settings.fields import ChannelKind

_KINDS: Final = {
    0: ChannelKind.TEXT,
    2: ChannelKind.VOICE,
    4: ChannelKind.CATEGORY,
    5: ChannelKind.ANNOUNCEMENT,
    13: ChannelKind.STAGE,
    15: ChannelKind.FORUM,
    16: ChannelKind.MEDIA,
}
"""Source: https://discord.com/developers/docs/resources/channel#channel-object-channel-types."""
_SPOKEN: Final = frozenset({ChannelKind.VOICE, ChannelKind.STAGE})


def in_order(channels: Iterable[DiscordChannel]) -> list[ChannelView]:
    """Return channels category by category, those of none first; within one, those to speak in come last."""
    by_id = {channel.id: channel for channel in channels}

    def place(channel: DiscordChannel) -> tuple[int, int, bool, bool, int, int]:
        is_category = kind_of(channel) is ChannelKind.CATEGORY
        category = channel if is_category else by_id.get(channel.parent_id or 0)
        position, category_id = (category.position, category.id) if category is not None else (-1, 0)
        within = kind_of(channel) in _SPOKEN, channel.position, channel.id
        return (position, category_id, not is_category, *within)

    return [_channel(channel) for channel in sorted(by_id.values(), key=place)]


def from_the_top(roles: Iterable[DiscordRole]) -> list[RoleView]:
    """Return roles from the highest to that of everyone; of two at one position the older stands higher."""
    return [_role(role) for role in sorted(roles, key=lambda role: (-role.position, role.id))]


def kind_of(channel: DiscordChannel) -> ChannelKind | None:
    """Return what kind a channel is of; None for one that is not known here."""
    return _KINDS.get(channel.type)


def _channel(channel: DiscordChannel) -> ChannelView:
    return ChannelView.model_construct(
        channel_id=channel.id, name=channel.name, kind=kind_of(channel), category_id=channel.parent_id
    )


def _role(role: DiscordRole) -> RoleView:
    return RoleView.model_construct(
        role_id=role.id, name=role.name, colour=f"#{role.color:06x}" if role.color else None, managed=role.managed
    )
