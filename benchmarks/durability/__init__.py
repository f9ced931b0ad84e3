"""What marks and checkpoints cost."""
