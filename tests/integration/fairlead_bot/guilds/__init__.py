"""The table of guilds, kept by real pods on a simulated Discord and a real PostgreSQL."""
