"""Signing in with Discord, and out again."""
