"""What a rolling restart costs, beside stock discord.py."""
