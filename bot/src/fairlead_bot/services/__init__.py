"""What cogs use: ports, and the adapters that ship."""
