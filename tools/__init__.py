"""Scripts that make what is committed, and the servers that tests need."""
