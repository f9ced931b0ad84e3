"""What `/status` says: gathered in one place, put into words in another."""
