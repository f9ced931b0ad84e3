"""A real Kubernetes control plane for tests: built once, started on this machine, gone when its parent is."""
