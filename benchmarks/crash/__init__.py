"""What a pod that is killed costs."""
