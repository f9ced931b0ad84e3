"""The guilds that a user is in on Discord: their pictures, and those to which the bot can be added."""
