"""What the API asks Discord: as a user's application, and as the bot."""
