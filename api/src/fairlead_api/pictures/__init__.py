"""Pictures of users and guilds from our own origin, so that no page loads anything from another."""
