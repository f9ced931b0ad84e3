"""The guilds of a user."""
