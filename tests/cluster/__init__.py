"""A real Kubernetes cluster for tests: machines made of the kernel's namespaces, with kubelets that run containers."""
