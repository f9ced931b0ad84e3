"""Who may configure a guild."""
