"""The rules of features; none of them knows discord.py."""
