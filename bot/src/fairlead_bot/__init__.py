"""The discord.py runtime of a pod: its slot, its shards, its cogs."""
