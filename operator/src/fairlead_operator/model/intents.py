"""The names of gateway intents, as discord.py calls them."""

from enum import StrEnum


class Intent(StrEnum):
    """A group of events that a session asks for; discord.py's names, short forms such as ``messages`` included.

    https://discordpy.readthedocs.io/en/stable/api.html#discord.Intents
    """

    AUTO_MODERATION = "auto_moderation"
    AUTO_MODERATION_CONFIGURATION = "auto_moderation_configuration"
    AUTO_MODERATION_EXECUTION = "auto_moderation_execution"
    BANS = "bans"
    DM_MESSAGES = "dm_messages"
    DM_POLLS = "dm_polls"
    DM_REACTIONS = "dm_reactions"
    DM_TYPING = "dm_typing"
    EMOJIS = "emojis"
    EMOJIS_AND_STICKERS = "emojis_and_stickers"
    EXPRESSIONS = "expressions"
    GUILD_MESSAGES = "guild_messages"
    GUILD_POLLS = "guild_polls"
    GUILD_REACTIONS = "guild_reactions"
    GUILD_SCHEDULED_EVENTS = "guild_scheduled_events"
    GUILD_TYPING = "guild_typing"
    GUILDS = "guilds"
    INTEGRATIONS = "integrations"
    INVITES = "invites"
    MEMBERS = "members"
    MESSAGE_CONTENT = "message_content"
    MESSAGES = "messages"
    MODERATION = "moderation"
    POLLS = "polls"
    PRESENCES = "presences"
    REACTIONS = "reactions"
    TYPING = "typing"
    VOICE_STATES = "voice_states"
    WEBHOOKS = "webhooks"
