"""Migrations of a bot's schema, with Alembic."""
