"""The ledger: every event that was sent, what a witness says became of it, and what may have been lost."""
