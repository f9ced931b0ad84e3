"""What the operator costs with many resources, beside a plain kopf operator that patches on every event."""
