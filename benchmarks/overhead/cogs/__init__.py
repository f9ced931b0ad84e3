"""The one cog that both bots load."""
