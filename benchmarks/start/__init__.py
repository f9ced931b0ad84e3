"""How long a fleet takes to start, beside discord.py's own AutoShardedBot."""
