"""What the supervisor, status, metrics and leases cost beside a stock bot."""
