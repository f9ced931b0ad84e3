"""Interactions: a user runs a command, the application answers within three seconds."""
