"""Random faults on a fleet of real processes, and what must hold after each of them."""
