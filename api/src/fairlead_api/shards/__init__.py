"""The shards of the bot, as its pods report them to Redis."""
