"""What people configure in a guild."""
