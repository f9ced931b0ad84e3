"""The table of guilds: which have the bot, what they are called, and who added it."""
