"""Snapshots of discord.py as it is."""
