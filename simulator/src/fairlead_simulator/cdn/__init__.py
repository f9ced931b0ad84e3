"""The pictures of users and guilds, as Discord's content delivery network gives them."""
