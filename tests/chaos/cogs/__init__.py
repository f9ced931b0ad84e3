"""The cogs that pods under chaos load."""
