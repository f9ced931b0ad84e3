"""Finds cogs, imports them, gives them to a bot, and keeps account of those that fail."""
