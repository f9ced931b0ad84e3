"""The BotDeployments of the bot, wherever they run: what they are, and what is asked of their operator."""
