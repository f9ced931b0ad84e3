"""What people configure in a guild: the classes of a bot, what was stored of them, and news of changes."""
