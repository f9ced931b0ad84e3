"""Pure parts of the database."""
