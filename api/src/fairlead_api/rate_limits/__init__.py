"""Rate limits: how much anybody may ask, decided in Redis for all replicas together."""
